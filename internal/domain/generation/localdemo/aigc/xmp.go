package aigc

import (
	"encoding/xml"
	"strings"
)

// namespace is the one that the standardisation committee TC260 registered
// for the mark in XMP.
const namespace = "http://www.tc260.org.cn/ns/AIGC/1.0/"

const (
	packetHead = `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>` +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:TC260="` + namespace + `"><TC260:AIGC>`
	packetTail = `</TC260:AIGC></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`
)

// XMP is the packet that carries the mark in an image.
func (m Mark) XMP() string {
	var b strings.Builder
	b.WriteString(packetHead)
	if err := xml.EscapeText(&b, []byte(m.JSON())); err != nil { // a Builder never fails
		panic(err)
	}
	b.WriteString(packetTail)
	return b.String()
}
