package print

import (
	"bytes"
	"fmt"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// outlines reads the shapes of one font, in the font's own units with y
// upwards.
type outlines struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
	em     fixed.Int26_6 // as a size, this makes one unit of the font one of 26.6
}

// parseOutlines takes a TrueType or OpenType font, or the first of a
// collection. It must have all characters of codes. Fault: ErrFont.
func parseOutlines(file []byte) (*outlines, error) {
	if len(file) == 0 {
		return nil, ErrFont // sfnt takes this for a font still to come
	}
	all, err := sfnt.ParseCollection(file)
	if err != nil {
		return nil, ErrFont.Because(err)
	}
	f, err := all.Font(0)
	if err != nil {
		return nil, ErrFont.Because(err)
	}
	o := &outlines{font: f, em: fixed.Int26_6(f.UnitsPerEm())}
	if _, _, err := o.procedure(0); err != nil {
		return nil, ErrFont.Because(err)
	}
	for _, r := range codeCharacters {
		if index, err := f.GlyphIndex(&o.buffer, r); err != nil || index == 0 {
			return nil, ErrFont.Because(fmt.Errorf("no %q: codes could not be read", r))
		}
	}
	return o, nil
}

// of is the drawing procedure of a character, and its width. What the font
// cannot draw is shown as its sign for a missing character.
func (o *outlines) of(r rune) (procedure []byte, width int, err error) {
	index, err := o.font.GlyphIndex(&o.buffer, r)
	if err != nil {
		index = 0
	}
	if procedure, width, err = o.procedure(index); err != nil {
		return o.procedure(0)
	}
	return procedure, width, nil
}

// procedure draws a glyph for a Type 3 font: its width and bounds, then its
// contours, filled.
func (o *outlines) procedure(index sfnt.GlyphIndex) ([]byte, int, error) {
	advance, err := o.font.GlyphAdvance(&o.buffer, index, o.em, font.HintingNone)
	if err != nil {
		return nil, 0, err
	}
	segments, err := o.font.LoadGlyph(&o.buffer, index, o.em, nil)
	if err != nil {
		return nil, 0, err
	}
	width, box := int(advance), segments.Bounds()
	var b bytes.Buffer
	_, _ = fmt.Fprintf(&b, "%d 0 %d %d %d %d d1\n", width, box.Min.X, -box.Max.Y, box.Max.X, -box.Min.Y)
	drawSegments(&b, segments)
	return b.Bytes(), width, nil
}

func drawSegments(b *bytes.Buffer, segments sfnt.Segments) {
	var pen fixed.Point26_6
	for _, s := range segments {
		a := s.Args
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			step(b, "m", a[0])
			pen = a[0]
		case sfnt.SegmentOpLineTo:
			step(b, "l", a[0])
			pen = a[0]
		case sfnt.SegmentOpQuadTo: // PDF has cubic curves only
			step(b, "c", toward(pen, a[0]), toward(a[1], a[0]), a[1])
			pen = a[1]
		case sfnt.SegmentOpCubeTo:
			step(b, "c", a[0], a[1], a[2])
			pen = a[2]
		}
	}
	if len(segments) > 0 {
		b.WriteString("f\n")
	}
}

// toward is two thirds of the way from an end of a quadratic curve to its
// control point.
func toward(end, control fixed.Point26_6) fixed.Point26_6 {
	return fixed.Point26_6{X: end.X + 2*(control.X-end.X)/3, Y: end.Y + 2*(control.Y-end.Y)/3}
}

func step(b *bytes.Buffer, operator string, points ...fixed.Point26_6) {
	for _, p := range points {
		_, _ = fmt.Fprintf(b, "%d %d ", p.X, -p.Y)
	}
	b.WriteString(operator + "\n")
}
