package typeset

import (
	_ "embed"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"guerdon/internal/base/fault"
)

//go:embed font/NotoSansSC-Medium-subset.ttf
var subset []byte

// ErrFont means that the embedded font cannot be read: the build is broken.
var ErrFont = fault.New(fault.Internal, "localdemo.font_broken", "The embedded font cannot be read.")

// Font is the embedded font.
type Font struct {
	outlines *opentype.Font
}

// Open reads the embedded font. Faults: ErrFont.
func Open() (*Font, error) { return open(subset) }

// File is the embedded font itself, a TrueType file, for others who print.
// It must not be changed.
func File() []byte { return subset }

func open(data []byte) (*Font, error) {
	outlines, err := opentype.Parse(data)
	if err != nil {
		return nil, ErrFont.Because(err)
	}
	f := &Font{outlines: outlines}
	if !f.Has('中') || !f.Has(missing) {
		return nil, ErrFont
	}
	return f, nil
}

// Has reports whether the font draws the character.
func (f *Font) Has(r rune) bool {
	var buf sfnt.Buffer
	index, err := f.outlines.GlyphIndex(&buf, r)
	return err == nil && index != 0
}

// Face is the font at one size.
type Face struct {
	font  *Font
	glyph font.Face
	size  int
}

// Face gives the font with an em of size pixels. Faults: ErrFont.
func (f *Font) Face(size int) (*Face, error) {
	glyph, err := opentype.NewFace(f.outlines, &opentype.FaceOptions{Size: float64(size), DPI: 72})
	if err != nil {
		return nil, ErrFont.Because(err)
	}
	return &Face{font: f, glyph: glyph, size: size}, nil
}

// Size is the em in pixels.
func (f *Face) Size() int { return f.size }

// LineHeight is the distance of two baselines in pixels.
func (f *Face) LineHeight() int { return f.size * 3 / 2 }

// Width is the length in pixels of one line of clean text.
func (f *Face) Width(text string) int {
	var sum fixed.Int26_6
	for _, r := range text {
		advance, _ := f.glyph.GlyphAdvance(r)
		sum += advance
	}
	return sum.Ceil()
}
