package print

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// glyphsPerFont is how many characters one Type 3 font can name.
const glyphsPerFont = 256

// typeface sets text in a PDF file. It puts into the file only the characters
// that are used, as Type 3 fonts: their outlines are drawing procedures. That
// serves TrueType and OpenType outlines alike, however large the font is.
type typeface struct {
	file     *pdfFile
	outlines *outlines
	deflater *deflater
	known    map[rune]glyph
	used     []usedGlyph // glyph i is code i%256 of font i/256
}

type glyph struct {
	place int // in used
	width int // in units of the font
}

type usedGlyph struct {
	r         rune
	width     int
	procedure int // its object
}

// newTypeface reads a font. Fault: ErrFont.
func newTypeface(file *pdfFile, font []byte) (*typeface, error) {
	o, err := parseOutlines(font)
	if err != nil {
		return nil, err
	}
	return &typeface{file: file, outlines: o, deflater: newDeflater(), known: map[rune]glyph{}}, nil
}

// glyph gives a character its place, and draws it into the file when it is
// new. A font that breaks half-way is the file's error.
func (t *typeface) glyph(r rune) glyph {
	if g, ok := t.known[r]; ok {
		return g
	}
	procedure, width, err := t.outlines.of(r)
	deflated, err2 := t.deflater.deflate(procedure)
	if err := errors.Join(err, err2); err != nil && t.file.err == nil {
		t.file.err = ErrFont.Because(fmt.Errorf("character %U: %w", r, err))
	}
	object := t.file.reserve()
	t.file.stream(object, deflated)
	g := glyph{len(t.used), width}
	t.known[r] = g
	t.used = append(t.used, usedGlyph{r, width, object})
	return g
}

// width is how wide the text is at a size, in points.
func (t *typeface) width(text string, size float64) float64 {
	sum := 0
	for _, r := range text {
		sum += t.glyph(r).width
	}
	return float64(sum) * size / float64(t.outlines.em)
}

// show appends the operators that write text with its baseline at x, y.
func (t *typeface) show(b *bytes.Buffer, x, y, size float64, text string) {
	b.WriteString("BT 1 0 0 1 " + number(x) + " " + number(y) + " Tm")
	font := -1
	for _, r := range text {
		place := t.glyph(r).place
		if place/glyphsPerFont != font {
			if font >= 0 {
				b.WriteString("> Tj")
			}
			font = place / glyphsPerFont
			_, _ = fmt.Fprintf(b, " /F%d %s Tf <", font, number(size))
		}
		_, _ = fmt.Fprintf(b, "%02X", place%glyphsPerFont)
	}
	if font >= 0 {
		b.WriteString("> Tj")
	}
	b.WriteString(" ET\n")
}

// finish writes the fonts and gives the dictionary that names them.
func (t *typeface) finish() string {
	var names strings.Builder
	for first := 0; first < len(t.used); first += glyphsPerFont {
		glyphs := t.used[first:min(first+glyphsPerFont, len(t.used))]
		object := t.file.reserve()
		t.file.object(object, t.type3(glyphs))
		_, _ = fmt.Fprintf(&names, "/F%d %s", first/glyphsPerFont, reference(object))
	}
	return "<<" + names.String() + ">>"
}

func (t *typeface) type3(glyphs []usedGlyph) string {
	var names, widths, procedures strings.Builder
	for code, g := range glyphs {
		_, _ = fmt.Fprintf(&names, "/g%d", code)
		_, _ = fmt.Fprintf(&widths, "%d ", g.width)
		_, _ = fmt.Fprintf(&procedures, "/g%d %s", code, reference(g.procedure))
	}
	unit := strconv.FormatFloat(1/float64(t.outlines.em), 'f', -1, 64)
	return fmt.Sprintf("<</Type/Font/Subtype/Type3/FontBBox[0 0 0 0]/FontMatrix[%s 0 0 %s 0 0]"+
		"/FirstChar 0/LastChar %d/Widths[%s]/CharProcs<<%s>>"+
		"/Encoding<</Type/Encoding/Differences[0%s]>>/Resources<<>>/ToUnicode %s>>",
		unit, unit, len(glyphs)-1, widths.String(), procedures.String(), names.String(), reference(t.toUnicode(glyphs)))
}

// toUnicode writes the table by which text can be searched and copied.
func (t *typeface) toUnicode(glyphs []usedGlyph) int {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/Cards def/CMapType 2 def\n" +
		"1 begincodespacerange<00><FF>endcodespacerange\n")
	const most = 100 // lines in one block
	for first := 0; first < len(glyphs); first += most {
		block := glyphs[first:min(first+most, len(glyphs))]
		_, _ = fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for i, g := range block {
			_, _ = fmt.Fprintf(&b, "<%02X><", first+i)
			for _, unit := range utf16.Encode([]rune{g.r}) {
				_, _ = fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end\n")
	object := t.file.reserve()
	deflated, err := t.deflater.deflate(b.Bytes())
	if err != nil && t.file.err == nil {
		t.file.err = err
	}
	t.file.stream(object, deflated)
	return object
}
