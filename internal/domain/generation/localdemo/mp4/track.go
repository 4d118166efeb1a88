package mp4

// samples is the stbl box: how the samples are coded, when each is shown,
// which are keys, how big they are and where they begin. All of them are one
// chunk.
func (m Movie) samples(first uint32) []byte {
	count := uint32(len(m.Samples))
	sizes := make([]uint32, 0, count)
	var keys []uint32
	for i, s := range m.Samples {
		sizes = append(sizes, s.Size)
		if s.Key {
			keys = append(keys, uint32(i+1))
		}
	}
	return box("stbl",
		box("stsd", u32(0, 1), m.entry()),
		box("stts", u32(0, 1, count, uint32(timescale/m.Rate))),
		box("stss", u32(0, uint32(len(keys))), u32(keys...)),
		box("stsc", u32(0, 1, 1, count, 1)),
		box("stsz", u32(0, 0, count), u32(sizes...)),
		box("stco", u32(0, 1, first)),
	)
}

// entry is the avc1 box with the stream's parameters and colours.
func (m Movie) entry() []byte {
	const bt601 = 6
	resolution := uint32(72 << 16) // dots an inch
	return box("avc1",
		make([]byte, 6), u16(1), make([]byte, 16),
		u16(uint16(m.Width), uint16(m.Height)), u32(resolution, resolution, 0), u16(1),
		make([]byte, 32), u16(0x18, 0xffff),
		box("avcC",
			[]byte{1}, m.SPS[1:4], []byte{0xff, 0xe1}, // lengths of four bytes, one SPS
			u16(uint16(len(m.SPS))), m.SPS,
			[]byte{1}, u16(uint16(len(m.PPS))), m.PPS,
		),
		box("colr", text("nclx"), u16(bt601, bt601, bt601), []byte{0}),
		box("pasp", u32(1, 1)),
	)
}
