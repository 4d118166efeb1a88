package pptx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"path"
	"strings"
	"testing"
)

func sample() Deck {
	return Deck{
		Title: "产品 <发布> & \"会\"\x00", Subtitle: "副标题", Footer: "标识",
		Slides: []Slide{{"一", []string{"甲 < 乙", "丙\n丁"}}, {"二", nil}},
		Accent: color.RGBA{R: 0x21, G: 0x5a, B: 0x43, A: 255}, Highlight: color.RGBA{R: 255, G: 251, B: 232, A: 255},
		Properties: []Property{{"AIGC", `{"Label":"1"}`}},
	}
}

// open reads an archive's files.
func open(t *testing.T, d Deck) map[string]string {
	t.Helper()
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if archive.File[0].Name != "[Content_Types].xml" {
		t.Errorf("first file is %s", archive.File[0].Name)
	}
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

// elements parses XML and hands over every start element and text.
func elements(t *testing.T, name, content string, start func(xml.StartElement), text func(string)) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(content))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			start(token)
		case xml.CharData:
			text(string(token))
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func TestPartsAreCompleteAndWellFormed(t *testing.T) {
	files := open(t, sample())
	declared := map[string]bool{}
	for name, content := range files {
		elements(t, name, content, func(e xml.StartElement) {
			switch e.Name.Local {
			case "Override":
				declared[strings.TrimPrefix(attribute(e, "PartName"), "/")] = true
			case "Relationship":
				base := path.Dir(path.Dir(name))
				target := path.Join(base, attribute(e, "Target"))
				if _, found := files[target]; !found {
					t.Errorf("%s points to %s, which is not there", name, target)
				}
			}
		}, func(string) {})
		if strings.Contains(content, "{accent}") || strings.Contains(content, "{highlight}") {
			t.Errorf("%s: a colour was left open", name)
		}
	}
	for name := range files {
		if !strings.HasSuffix(name, ".rels") && name != "[Content_Types].xml" && !declared[name] {
			t.Errorf("%s has no content type", name)
		}
	}
	for name := range declared {
		if _, found := files[name]; !found {
			t.Errorf("%s has a content type but is not there", name)
		}
	}
}

// TestIdsResolve checks that every r:id of a part is among its relationships.
func TestIdsResolve(t *testing.T) {
	files := open(t, sample())
	for name, content := range files {
		known := map[string]bool{}
		relations := path.Join(path.Dir(name), "_rels", path.Base(name)+".rels")
		if list, found := files[relations]; found {
			elements(t, relations, list, func(e xml.StartElement) { known[attribute(e, "Id")] = true }, func(string) {})
		}
		elements(t, name, content, func(e xml.StartElement) {
			for _, a := range e.Attr {
				if a.Name.Space == relationships && a.Name.Local == "id" && !known[a.Value] {
					t.Errorf("%s: %s is unknown", name, a.Value)
				}
			}
		}, func(string) {})
	}
}

func TestSlidesShowTheirText(t *testing.T) {
	files := open(t, sample())
	for number, want := range map[int][]string{
		1: {"产品 <发布> & \"会\"\ufffd", "副标题", "标识"},
		2: {"一", "甲 < 乙", "丙 丁", "标识"},
		3: {"二", "标识"},
	} {
		name := fmt.Sprintf("ppt/slides/slide%d.xml", number)
		var got []string
		elements(t, name, files[name], func(xml.StartElement) {}, func(s string) {
			if strings.TrimSpace(s) != "" {
				got = append(got, s)
			}
		})
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("slide %d shows %q, want %q", number, got, want)
		}
	}
	if _, found := files["ppt/slides/slide4.xml"]; found {
		t.Error("a slide too many")
	}
}

func TestProperties(t *testing.T) {
	files := open(t, sample())
	name, value := "", ""
	elements(t, "custom", files["docProps/custom.xml"], func(e xml.StartElement) { name += attribute(e, "name") }, func(s string) { value += strings.TrimSpace(s) })
	if name != "AIGC" || value != `{"Label":"1"}` {
		t.Errorf("property %q = %q", name, value)
	}
	if !strings.Contains(files["ppt/theme/theme1.xml"], `<a:accent1><a:srgbClr val="215A43"/>`) {
		t.Error("the accent is not in the theme")
	}
}

func TestSameDeckSameBytes(t *testing.T) {
	a, err := sample().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	b, err := sample().Bytes()
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("bytes differ, %v", err)
	}
}
