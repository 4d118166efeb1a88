package mp4

// metadata is a meta box of named values, the form that other tools call
// "mdta": a list of names, and a list of values that count into it.
func (m Movie) metadata() []byte {
	names := u32(0, uint32(len(m.Tags)))
	var values []byte
	for i, tag := range m.Tags {
		names = append(names, box("mdta", text(tag.Key))...)
		const utf8 = 1
		index := string(u32(uint32(i + 1)))
		values = append(values, box(index, box("data", u32(utf8, 0), text(tag.Value)))...)
	}
	return box("meta", u32(0),
		box("hdlr", u32(0, 0), text("mdta"), make([]byte, 12), []byte{0}),
		box("keys", names),
		box("ilst", values),
	)
}
