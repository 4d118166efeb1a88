package pptx

import (
	"archive/zip"
	"bytes"
	"embed"
	"fmt"
	"image/color"
	"strings"
)

//go:embed parts
var parts embed.FS

// Slide is a heading with its points.
type Slide struct {
	Heading string
	Points  []string
}

// Property is a named text among the document's own properties.
type Property struct{ Name, Value string }

// Deck is what a file shows.
type Deck struct {
	Title      string
	Subtitle   string
	Footer     string // on every slide
	Slides     []Slide
	Accent     color.RGBA // dark enough for white letters
	Highlight  color.RGBA // light
	Properties []Property
}

// Bytes builds the file.
func (d Deck) Bytes() ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, p := range d.parts() {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("pptx: %s: %w", p.name, err)
		}
		if _, err := w.Write([]byte(p.content)); err != nil {
			return nil, fmt.Errorf("pptx: %s: %w", p.name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("pptx: %w", err)
	}
	return out.Bytes(), nil
}

type part struct{ name, content string }

// parts lists the archive's files; the content types come first, as the
// format asks.
func (d Deck) parts() []part {
	count := 1 + len(d.Slides)
	all := []part{
		{"[Content_Types].xml", contentTypes(count)},
		{"_rels/.rels", fixed("rels.xml")},
		{"docProps/core.xml", d.core()},
		{"docProps/app.xml", fixed("app.xml")},
		{"docProps/custom.xml", d.custom()},
		{"ppt/presentation.xml", presentation(count)},
		{"ppt/_rels/presentation.xml.rels", presentationRels(count)},
		{"ppt/presProps.xml", fixed("presProps.xml")},
		{"ppt/theme/theme1.xml", d.theme()},
		{"ppt/slideMasters/slideMaster1.xml", fixed("slideMaster1.xml")},
		{"ppt/slideMasters/_rels/slideMaster1.xml.rels", fixed("slideMaster1.rels.xml")},
		{"ppt/slideLayouts/slideLayout1.xml", fixed("slideLayout1.xml")},
		{"ppt/slideLayouts/_rels/slideLayout1.xml.rels", fixed("slideLayout.rels.xml")},
		{"ppt/slideLayouts/slideLayout2.xml", fixed("slideLayout2.xml")},
		{"ppt/slideLayouts/_rels/slideLayout2.xml.rels", fixed("slideLayout.rels.xml")},
		{"ppt/slides/slide1.xml", d.titleSlide()},
		{"ppt/slides/_rels/slide1.xml.rels", slideRels(1)},
	}
	for i, s := range d.Slides {
		number := i + 2
		all = append(all,
			part{fmt.Sprintf("ppt/slides/slide%d.xml", number), d.pointSlide(s)},
			part{fmt.Sprintf("ppt/slides/_rels/slide%d.xml.rels", number), slideRels(2)})
	}
	return all
}

// fixed reads a part that is the same in every deck.
func fixed(name string) string {
	data, err := parts.ReadFile("parts/" + name)
	if err != nil { // embedded: only a broken build can lack it, and its test
		panic(err)
	}
	return string(data)
}

// theme puts the deck's two colours into the theme.
func (d Deck) theme() string {
	hex := func(c color.RGBA) string { return fmt.Sprintf("%02X%02X%02X", c.R, c.G, c.B) }
	return strings.NewReplacer("{accent}", hex(d.Accent), "{highlight}", hex(d.Highlight)).Replace(fixed("theme1.xml"))
}
