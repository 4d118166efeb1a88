package aigc

import (
	"encoding/json"
	"strings"
)

// Visible is the explicit label in words.
const Visible = "AI生成"

// Key is the name under which every format stores the mark.
const Key = "AIGC"

// maxField bounds each member of a mark, in bytes.
const maxField = 256

// Mark says who made a piece of content and who spreads it. Members longer
// than 256 bytes are cut. The zero Mark is valid: generated, by nobody named.
type Mark struct {
	Producer     string // name or code of the service that generated the content
	ProduceID    string // the producer's number of the content
	Propagator   string // name or code of the service that hands it on
	PropagateID  string // the propagator's number of the content
	ProducerNote string // reserved to the producer, such as a signature
	SpreaderNote string // reserved to the propagator
}

// JSON is the mark's value, its members in the standard's order. The label is
// "1": the content is generated.
func (m Mark) JSON() string {
	members := [...][2]string{
		{"Label", "1"},
		{"ContentProducer", m.Producer},
		{"ProduceID", m.ProduceID},
		{"ReservedCode1", m.ProducerNote},
		{"ContentPropagator", m.Propagator},
		{"PropagateID", m.PropagateID},
		{"ReservedCode2", m.SpreaderNote},
	}
	var b strings.Builder
	for i, member := range members {
		b.WriteByte("{,"[min(i, 1)])
		b.WriteString(`"` + member[0] + `":`)
		b.WriteString(quote(member[1]))
	}
	b.WriteByte('}')
	return b.String()
}

// Document is the value under its name: {"AIGC":{…}}.
func (m Mark) Document() string { return `{"` + Key + `":` + m.JSON() + `}` }

// quote writes s as a JSON string without markup characters, so that the
// text can stand inside XML after plain escaping.
func quote(s string) string {
	if len(s) > maxField {
		s = strings.ToValidUTF8(s[:maxField], "")
	}
	text, err := json.Marshal(s)
	if err != nil { // a string always encodes
		panic(err)
	}
	return string(text)
}

// TextHeight is the least height in pixels of a visible label's letters on a
// picture of the given size: 5 % of its shorter side, rounded up, with room
// for the space that a font leaves above and below its letters.
func TextHeight(width, height int) int {
	shorter := min(width, height)
	return (shorter*56 + 999) / 1000
}
