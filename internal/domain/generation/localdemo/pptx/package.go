package pptx

import (
	"fmt"
	"strings"
)

const (
	office        = "http://schemas.openxmlformats.org/officeDocument/2006/"
	packageNS     = "http://schemas.openxmlformats.org/package/2006/"
	relationships = office + "relationships"
	mimeBase      = "application/vnd.openxmlformats-officedocument."
)

// Relationship ids of the presentation: the master, the theme, the
// properties, then the slides.
const firstSlideRel = 4

func contentTypes(slides int) string {
	var b strings.Builder
	b.WriteString(declaration + `<Types xmlns="` + packageNS + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>`)
	add := func(name, kind string) {
		b.WriteString(`<Override PartName="` + name + `" ContentType="` + kind + `"/>`)
	}
	add("/ppt/presentation.xml", mimeBase+"presentationml.presentation.main+xml")
	add("/ppt/presProps.xml", mimeBase+"presentationml.presProps+xml")
	add("/ppt/theme/theme1.xml", mimeBase+"theme+xml")
	add("/ppt/slideMasters/slideMaster1.xml", mimeBase+"presentationml.slideMaster+xml")
	add("/ppt/slideLayouts/slideLayout1.xml", mimeBase+"presentationml.slideLayout+xml")
	add("/ppt/slideLayouts/slideLayout2.xml", mimeBase+"presentationml.slideLayout+xml")
	add("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	add("/docProps/app.xml", mimeBase+"extended-properties+xml")
	add("/docProps/custom.xml", mimeBase+"custom-properties+xml")
	for i := range slides {
		add(fmt.Sprintf("/ppt/slides/slide%d.xml", i+1), mimeBase+"presentationml.slide+xml")
	}
	return b.String() + `</Types>`
}

func presentation(slides int) string {
	var b strings.Builder
	b.WriteString(declaration + `<p:presentation xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="` + relationships + `" ` +
		`xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" saveSubsetFonts="1">` +
		`<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst>`)
	for i := range slides {
		fmt.Fprintf(&b, `<p:sldId id="%d" r:id="rId%d"/>`, 256+i, firstSlideRel+i)
	}
	b.WriteString(`</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`)
	return b.String()
}

func presentationRels(slides int) string {
	targets := []string{"slideMaster slideMasters/slideMaster1.xml", "theme theme/theme1.xml", "presProps presProps.xml"}
	for i := range slides {
		targets = append(targets, fmt.Sprintf("slide slides/slide%d.xml", i+1))
	}
	return rels(targets...)
}

func slideRels(layout int) string {
	return rels(fmt.Sprintf("slideLayout ../slideLayouts/slideLayout%d.xml", layout))
}

// rels lists relationships rId1, rId2, … each given as kind and target.
func rels(targets ...string) string {
	var b strings.Builder
	b.WriteString(declaration + `<Relationships xmlns="` + packageNS + `relationships">`)
	for i, t := range targets {
		kind, target, _ := strings.Cut(t, " ")
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, i+1, relationships, kind, target)
	}
	return b.String() + `</Relationships>`
}

// core is the title and the maker.
func (d Deck) core() string {
	return declaration + `<cp:coreProperties xmlns:cp="` + packageNS + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + escape(d.Title) + `</dc:title><dc:creator>Guerdon</dc:creator><dc:description>` + escape(d.Footer) + `</dc:description>` +
		`</cp:coreProperties>`
}

// custom holds the document's own properties.
func (d Deck) custom() string {
	var b strings.Builder
	b.WriteString(declaration + `<Properties xmlns="` + office + `custom-properties" xmlns:vt="` + office + `docPropsVTypes">`)
	for i, p := range d.Properties {
		fmt.Fprintf(&b, `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="%s"><vt:lpwstr>%s</vt:lpwstr></property>`,
			i+2, escape(p.Name), escape(p.Value))
	}
	return b.String() + `</Properties>`
}
