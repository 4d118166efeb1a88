package h264

import (
	"bytes"
	"image"
)

// picture is one frame in planes of whole macroblocks.
type picture struct {
	luma   plane
	chroma [2]plane
}

type plane struct {
	stride int
	side   int // of a macroblock in this plane: 16 or 8
	pix    []byte
}

func newPlane(columns, rows, side int) plane {
	return plane{stride: columns * side, side: side, pix: make([]byte, columns*side*rows*side)}
}

func newPicture(columns, rows int) *picture {
	return &picture{luma: newPlane(columns, rows, 16), chroma: [2]plane{newPlane(columns, rows, 8), newPlane(columns, rows, 8)}}
}

// line is row y of the macroblock at column, row.
func (p *plane) line(column, row, y int) []byte {
	at := (row*p.side+y)*p.stride + column*p.side
	return p.pix[at : at+p.side]
}

// load converts one macroblock of an image; beyond the image's edge its last
// pixels are repeated.
func (p *picture) load(img *image.RGBA, column, row int) {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	for y := 16 * row; y < 16*row+16; y += 2 {
		upper := img.Pix[min(y, height-2)*img.Stride:]
		lower := img.Pix[min(y+1, height-1)*img.Stride:]
		for x := 16 * column; x < 16*column+16; x += 2 {
			from := 4 * min(x, width-2)
			p.quad(x, y, upper[from:from+8], lower[from:from+8])
		}
	}
}

// quad converts two by two pixels to video-range BT.601; their colour is the
// mean of the four.
func (p *picture) quad(x, y int, upper, lower []byte) {
	at := y*p.luma.stride + x
	p.luma.pix[at] = luma(upper[0], upper[1], upper[2])
	p.luma.pix[at+1] = luma(upper[4], upper[5], upper[6])
	p.luma.pix[at+p.luma.stride] = luma(lower[0], lower[1], lower[2])
	p.luma.pix[at+p.luma.stride+1] = luma(lower[4], lower[5], lower[6])
	r := int32(upper[0]) + int32(upper[4]) + int32(lower[0]) + int32(lower[4])
	g := int32(upper[1]) + int32(upper[5]) + int32(lower[1]) + int32(lower[5])
	b := int32(upper[2]) + int32(upper[6]) + int32(lower[2]) + int32(lower[6])
	at = y/2*p.chroma[0].stride + x/2
	p.chroma[0].pix[at] = byte((-38*r-74*g+112*b+512)>>10 + 128)
	p.chroma[1].pix[at] = byte((112*r-94*g-18*b+512)>>10 + 128)
}

func luma(r, g, b byte) byte { return byte((66*int32(r)+129*int32(g)+25*int32(b)+128)>>8 + 16) }

// predicted reports whether the luma of a macroblock is exactly what the mode
// predicts; predictedChroma, both colours.
func (p *picture) predicted(column, row, mode int) bool {
	return p.luma.predicted(column, row, mode)
}

func (p *picture) predictedChroma(column, row, mode int) bool {
	return p.chroma[0].predicted(column, row, mode) && p.chroma[1].predicted(column, row, mode)
}

func (p *plane) predicted(column, row, mode int) bool {
	if mode == vertical {
		return row > 0 && p.repeats(column, row, p.line(column, row-1, p.side-1))
	}
	if column == 0 {
		return false
	}
	for y := range p.side {
		left := p.line(column-1, row, y)[p.side-1]
		for _, sample := range p.line(column, row, y) {
			if sample != left {
				return false
			}
		}
	}
	return true
}

// repeats reports whether every line of a macroblock is the given one.
func (p *plane) repeats(column, row int, above []byte) bool {
	for y := range p.side {
		if !bytes.Equal(p.line(column, row, y), above) {
			return false
		}
	}
	return true
}

// samples appends a macroblock's raw samples: luma, then both colours.
func (p *picture) samples(dst []byte, column, row int) []byte {
	for _, plane := range [...]*plane{&p.luma, &p.chroma[0], &p.chroma[1]} {
		for y := range plane.side {
			dst = append(dst, plane.line(column, row, y)...)
		}
	}
	return dst
}
