package pptx

import (
	"encoding/xml"
	"strings"
)

// declaration opens every part.
const declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const (
	slideHead = declaration + `<p:sld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
		`xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree>` +
		`<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>`
	slideTail = `</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>`
)

func (d Deck) titleSlide() string {
	return slideHead +
		placeholder("2", "Title", `type="ctrTitle"`, d.Title) +
		placeholder("3", "Subtitle", `type="subTitle" idx="1"`, d.Subtitle) +
		d.footer("4") + slideTail
}

func (d Deck) pointSlide(s Slide) string {
	return slideHead +
		placeholder("2", "Title", `type="title"`, s.Heading) +
		placeholder("3", "Content", `idx="1"`, s.Points...) +
		d.footer("4") + slideTail
}

func (d Deck) footer(id string) string {
	return placeholder(id, "Footer", `type="ftr" sz="quarter" idx="11"`, d.Footer)
}

// placeholder fills one of the layout's places with paragraphs.
func placeholder(id, name, kind string, paragraphs ...string) string {
	var b strings.Builder
	b.WriteString(`<p:sp><p:nvSpPr><p:cNvPr id="` + id + `" name="` + name + `"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>` +
		`<p:nvPr><p:ph ` + kind + `/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr><a:normAutofit/></a:bodyPr><a:lstStyle/>`)
	for _, text := range paragraphs {
		b.WriteString(`<a:p><a:r><a:rPr lang="zh-CN"/><a:t>` + escape(text) + `</a:t></a:r></a:p>`)
	}
	if len(paragraphs) == 0 {
		b.WriteString(`<a:p/>`)
	}
	b.WriteString(`</p:txBody></p:sp>`)
	return b.String()
}

// escape makes text safe in XML; characters that XML cannot hold become the
// replacement character, line ends become spaces.
func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(strings.Join(strings.Fields(text), " "))); err != nil { // a Builder never fails
		panic(err)
	}
	return b.String()
}
