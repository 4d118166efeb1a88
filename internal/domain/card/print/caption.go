package print

import (
	"image"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// captionLines is how many lines fit below a picture.
const captionLines = 2

// drawCaption writes below the symbol, in the largest whole multiple of the
// pixel font in which the caption fits.
func (p *painter) drawCaption(caption string) {
	face := basicfont.Face7x13
	scale, lines := fitCaption(printable(caption), Width/face.Advance, captionHeight/face.Height/captionLines)
	for i, line := range lines {
		mask := textMask(face, line)
		left := (Width - scale*mask.Rect.Dx()) / 2
		top := captionTop + i*scale*face.Height
		for y := range mask.Rect.Dy() {
			for x := range mask.Rect.Dx() {
				if mask.Pix[y*mask.Stride+x] != 0 {
					p.canvas.darken(left+x*scale, top+y*scale, scale)
				}
			}
			p.canvas.repeat(top+y*scale, scale)
		}
	}
}

// fitCaption finds the largest scale, at most scaleMax, in which the caption
// fits on one line or, cut before its last part, on two. What does not fit
// even then is cut off. columns is how many letters a line has at scale 1.
func fitCaption(caption string, columns, scaleMax int) (int, []string) {
	for scale := scaleMax; scale > 0; scale-- {
		room := columns / scale
		if len(caption) <= room {
			return scale, []string{caption}
		}
		cut := strings.LastIndexByte(caption, '_') + 1
		if cut > 0 && cut <= room && len(caption)-cut <= room {
			return scale, []string{caption[:cut], caption[cut:]}
		}
	}
	cut := min(columns, len(caption))
	return 1, []string{caption[:cut], caption[cut:min(2*columns, len(caption))]}
}

// printable replaces what the pixel font does not have.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// textMask is one line of text at scale 1.
func textMask(face *basicfont.Face, line string) *image.Alpha {
	mask := image.NewAlpha(image.Rect(0, 0, len(line)*face.Advance, face.Height))
	d := font.Drawer{Dst: mask, Src: image.Opaque, Face: face, Dot: fixed.P(0, face.Ascent)}
	d.DrawString(line)
	return mask
}
