package paint

import (
	"image/color"
	"math"
)

func white() color.RGBA { return color.RGBA{R: 255, G: 255, B: 255, A: 255} }

// sky fills from the top to the horizon, and the rest with its last colour.
func (c *canvas) sky(p palette, horizon float64) {
	for y := range c.img.Rect.Dy() {
		t := 2 * float64(y) / horizon
		ink := mix(p.sky[0], p.sky[1], t)
		if t > 1 {
			ink = mix(p.sky[1], p.sky[2], t-1)
		}
		c.row(y, 0, c.img.Rect.Dx(), ink)
	}
}

// sun draws sun or moon with its glow and gives its column.
func (c *canvas) sun(p palette, horizon float64) float64 {
	x := c.w * (0.2 + 0.6*c.dice.Float64())
	y := horizon * (0.42 + 0.25*c.dice.Float64())
	r := c.unit * (6 + 3*c.dice.Float64())
	c.ellipse(x, y, 4*r, 4*r, p.light, 0.32, 0)
	c.ellipse(x, y, 2*r, 2*r, p.light, 0.35, 0.2)
	c.disc(x, y, r, p.light)
	if p.night { // the moon's seas
		for range 3 {
			c.disc(x+r*(c.dice.Float64()-0.5), y+r*(c.dice.Float64()-0.5), r*(0.1+0.12*c.dice.Float64()), mix(p.light, p.sky[2], 0.25))
		}
	}
	return x
}

func (c *canvas) stars(horizon float64) {
	for range 90 {
		x, y := c.w*c.dice.Float64(), horizon*math.Pow(c.dice.Float64(), 1.4)
		r := c.unit * (0.12 + 0.22*c.dice.Float64())
		c.ellipse(x, y, max(r, 1), max(r, 1), white(), 0.4+0.6*c.dice.Float64(), 0.3)
	}
}

// clouds draws a few flat-bottomed heaps of soft ellipses.
func (c *canvas) clouds(p palette, horizon float64) {
	opacity := 0.5
	if p.night {
		opacity = 0.12
	}
	ink := mix(white(), p.sky[2], 0.3)
	for range 3 + c.dice.IntN(2) {
		x, y := c.w*c.dice.Float64(), horizon*(0.12+0.5*c.dice.Float64())
		size := c.unit * (4 + 5*c.dice.Float64())
		for i := -2; i <= 2; i++ {
			bulge := size * (1 - 0.22*math.Abs(float64(i))) * (0.8 + 0.4*c.dice.Float64())
			c.ellipse(x+float64(i)*size*0.95, y-bulge*0.25, bulge*1.5, bulge*0.55, ink, opacity, 0.35)
		}
	}
}
