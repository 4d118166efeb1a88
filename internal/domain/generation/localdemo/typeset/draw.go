package typeset

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// Draw sets one line of clean text with its left end at x and its line box
// (LineHeight high) beginning at top.
func (f *Face) Draw(dst draw.Image, x, top int, text string, ink color.Color) {
	metrics := f.glyph.Metrics()
	body := metrics.Ascent + metrics.Descent
	baseline := fixed.I(top) + (fixed.I(f.LineHeight())-body)/2 + metrics.Ascent
	pen := font.Drawer{Dst: dst, Src: image.NewUniform(ink), Face: f.glyph, Dot: fixed.Point26_6{X: fixed.I(x), Y: fixed.I(baseline.Round())}}
	for _, r := range text { // one by one: the subset has no kerning to look up
		pen.DrawString(string(r))
	}
}

// Draw sets the block with its upper left corner at x, top.
func (b Block) Draw(dst draw.Image, x, top int, ink color.Color) {
	for i, line := range b.Lines {
		b.Face.Draw(dst, x, top+i*b.Face.LineHeight(), line, ink)
	}
}

// DrawCentered sets the block with every line centred on x.
func (b Block) DrawCentered(dst draw.Image, x, top int, ink color.Color) {
	for i, line := range b.Lines {
		b.Face.Draw(dst, x-b.Face.Width(line)/2, top+i*b.Face.LineHeight(), line, ink)
	}
}
