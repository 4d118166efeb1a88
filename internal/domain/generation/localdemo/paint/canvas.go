package paint

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// canvas is a picture with its measures and its dice.
type canvas struct {
	img  *image.RGBA
	w, h float64
	unit float64 // a hundredth of the shorter side
	dice *rand.Rand
}

func newCanvas(img *image.RGBA, dice *rand.Rand) *canvas {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	return &canvas{img: img, w: w, h: h, unit: min(w, h) / 100, dice: dice}
}

// mix goes from a to b as t goes from 0 to 1.
func mix(a, b color.RGBA, t float64) color.RGBA {
	k := int(min(max(t, 0), 1) * 256)
	part := func(x, y uint8) uint8 { return uint8((int(x)*(256-k) + int(y)*k) >> 8) }
	return color.RGBA{R: part(a.R, b.R), G: part(a.G, b.G), B: part(a.B, b.B), A: 255}
}

// row fills part of one row with one colour.
func (c *canvas) row(y, x0, x1 int, ink color.RGBA) {
	x0, x1 = max(x0, 0), min(x1, c.img.Rect.Dx())
	if y < 0 || y >= c.img.Rect.Dy() || x0 >= x1 {
		return
	}
	line := c.img.Pix[y*c.img.Stride+4*x0 : y*c.img.Stride+4*x1]
	copy(line, []uint8{ink.R, ink.G, ink.B, 255})
	for n := 4; n < len(line); n *= 2 {
		copy(line[n:], line[:n])
	}
}

// blend lays a colour over one pixel; alpha goes from 0 to 256.
func (c *canvas) blend(x, y int, ink color.RGBA, alpha int) {
	if x < 0 || y < 0 || x >= c.img.Rect.Dx() || y >= c.img.Rect.Dy() || alpha <= 0 {
		return
	}
	p := c.img.Pix[y*c.img.Stride+4*x:][:4]
	p[0] = uint8((int(p[0])*(256-alpha) + int(ink.R)*alpha) >> 8)
	p[1] = uint8((int(p[1])*(256-alpha) + int(ink.G)*alpha) >> 8)
	p[2] = uint8((int(p[2])*(256-alpha) + int(ink.B)*alpha) >> 8)
}

// ellipse draws a filled ellipse; its opacity (0 to 1) is full up to the
// share core of the radius and falls to nothing at the edge.
func (c *canvas) ellipse(cx, cy, rx, ry float64, ink color.RGBA, opacity, core float64) {
	edge := max(1-core, 1.2/max(min(rx, ry), 1.2))
	for y := int(cy - ry); y <= int(cy+ry)+1; y++ {
		for x := int(cx - rx); x <= int(cx+rx)+1; x++ {
			dx, dy := (float64(x)+0.5-cx)/rx, (float64(y)+0.5-cy)/ry
			square := dx*dx + dy*dy
			if square >= 1 {
				continue
			}
			fall := min((1-math.Sqrt(square))/edge, 1)
			c.blend(x, y, ink, int(256*opacity*fall*fall*(3-2*fall)))
		}
	}
}

// disc draws a filled circle with a clean edge.
func (c *canvas) disc(cx, cy, r float64, ink color.RGBA) { c.ellipse(cx, cy, r, r, ink, 1, 1) }

// below fills everything under a line, which top gives for each column, with
// a colour that goes from near the line to near the picture's foot.
func (c *canvas) below(top func(x float64) float64, upper, lower color.RGBA) {
	tops := make([]float64, c.img.Rect.Dx())
	highest, lowest := c.h, 0.0
	for x := range tops {
		tops[x] = top(float64(x) + 0.5)
		highest, lowest = min(highest, tops[x]), max(lowest, tops[x])
	}
	for y := max(int(highest), 0); y < c.img.Rect.Dy(); y++ {
		ink := mix(upper, lower, (float64(y)-highest)/(c.h-highest))
		if float64(y) >= lowest {
			c.row(y, 0, len(tops), ink)
			continue
		}
		for x, t := range tops {
			if cover := float64(y+1) - t; cover > 0 {
				c.blend(x, y, ink, int(256*min(cover, 1)))
			}
		}
	}
}

// point is a place in a shape's own square, from 0,0 to 1,1.
type point struct{ x, y float32 }

// outline is a closed curve through quadratic arcs: a start, then pairs of
// control point and end point.
type outline struct {
	start point
	arcs  [][2]point
}

// stamp draws an outline as a square of the given size with its upper left
// corner at x, y.
func (c *canvas) stamp(o outline, x, y, size float64, ink color.RGBA) {
	n := int(size) + 2
	r := vector.NewRasterizer(n, n)
	at := func(p point) (float32, float32) { return p.x * float32(size), p.y * float32(size) }
	sx, sy := at(o.start)
	r.MoveTo(sx, sy)
	for _, arc := range o.arcs {
		bx, by := at(arc[0])
		ex, ey := at(arc[1])
		r.QuadTo(bx, by, ex, ey)
	}
	r.ClosePath()
	r.Draw(c.img, image.Rect(int(x), int(y), int(x)+n, int(y)+n), image.NewUniform(ink), image.Point{})
}
