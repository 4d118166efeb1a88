package paint

import "image/color"

// extra draws one thing on the ground.
func (c *canvas) extra(e extra, p palette, ground func(x float64) float64) {
	switch e {
	case flowers:
		c.flowers(ground)
	case forest:
		c.forest(p, ground)
	case snow:
		c.snow()
	case cat:
		c.cat(p)
	case birds:
		c.birds(p)
	}
}

func (c *canvas) flowers(ground func(x float64) float64) {
	petals := [...]color.RGBA{hex(0xf7a8b8), hex(0xffd166), hex(0xf4f1de), hex(0xe07a9b), hex(0xb8a1f0)}
	for range 70 {
		x := c.w * c.dice.Float64()
		depth := c.dice.Float64()
		y := ground(x) + c.h*0.03 + (c.h-ground(x))*0.9*depth
		r := c.unit * (0.35 + 0.6*depth)
		ink := petals[c.dice.IntN(len(petals))]
		for _, d := range [...][2]float64{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
			c.disc(x+d[0]*r, y+d[1]*r, r, ink)
		}
		c.disc(x, y, r*0.75, hex(0xf2b134))
	}
}

func (c *canvas) forest(p palette, ground func(x float64) float64) {
	fir := outline{start: point{0.5, 0}, arcs: [][2]point{
		{{0.55, 0.22}, {0.72, 0.36}}, {{0.62, 0.36}, {0.6, 0.35}}, {{0.68, 0.55}, {0.86, 0.68}}, {{0.7, 0.68}, {0.66, 0.67}},
		{{0.76, 0.86}, {1, 0.97}}, {{0.5, 1.02}, {0, 0.97}}, {{0.24, 0.86}, {0.34, 0.67}}, {{0.3, 0.68}, {0.14, 0.68}},
		{{0.32, 0.55}, {0.4, 0.35}}, {{0.38, 0.36}, {0.28, 0.36}}, {{0.45, 0.22}, {0.5, 0}},
	}}
	for i := range 22 {
		near := float64(i) / 22 // painted from far to near
		x := c.w*c.dice.Float64()*1.1 - c.w*0.05
		size := c.unit * (9 + 9*near + 4*c.dice.Float64())
		foot := ground(x) + c.h*0.015 + c.h*0.05*near
		c.stamp(fir, x-size/2, foot-size, size, mix(p.layers[2], p.layers[3], 0.3+0.7*near))
	}
}

func (c *canvas) snow() {
	for range 160 {
		r := c.unit * (0.2 + 0.5*c.dice.Float64())
		c.ellipse(c.w*c.dice.Float64(), c.h*c.dice.Float64(), max(r, 1), max(r, 1), white(), 0.85, 0.3)
	}
}

func (c *canvas) birds(p palette) {
	wing := outline{start: point{0, 0.3}, arcs: [][2]point{
		{{0.3, 0.1}, {0.5, 0.42}}, {{0.7, 0.1}, {1, 0.3}}, {{0.7, 0.22}, {0.5, 0.55}}, {{0.3, 0.22}, {0, 0.3}},
	}}
	ink := mix(p.layers[3], p.sky[0], 0.2)
	if p.night {
		ink = mix(p.sky[2], white(), 0.3)
	}
	x, y := c.w*(0.15+0.5*c.dice.Float64()), c.h*(0.12+0.12*c.dice.Float64())
	for i := range 5 {
		size := c.unit * (3.2 + 1.8*c.dice.Float64())
		c.stamp(wing, x+float64(i)*c.unit*5.5, y+c.unit*6*(c.dice.Float64()-0.5), size, ink)
	}
}

// cat draws a sitting cat from behind, on a mound, looking at the view.
func (c *canvas) cat(p palette) {
	size := c.unit * 34
	x := c.w*(0.3+0.35*c.dice.Float64()) - size/2
	foot := c.h * 0.61
	mound := func(at float64) float64 {
		d := (at - x - size/2) / (c.unit * 34)
		return min(foot-c.unit+c.unit*16*d*d, c.h)
	}
	c.below(mound, mix(p.layers[3], p.layers[2], 0.55), p.layers[3])
	ink := mix(p.layers[3], color.RGBA{A: 255}, 0.55)
	body := outline{start: point{0.34, 0.3}, arcs: [][2]point{
		{{0.33, 0.16}, {0.36, 0.04}}, {{0.41, 0.08}, {0.45, 0.13}}, {{0.5, 0.12}, {0.55, 0.13}}, {{0.59, 0.08}, {0.64, 0.04}},
		{{0.67, 0.16}, {0.66, 0.3}}, {{0.65, 0.39}, {0.6, 0.42}}, {{0.74, 0.56}, {0.76, 0.8}}, {{0.77, 0.98}, {0.66, 1}},
		{{0.5, 1.01}, {0.34, 1}}, {{0.23, 0.98}, {0.24, 0.8}}, {{0.26, 0.56}, {0.4, 0.42}}, {{0.35, 0.39}, {0.34, 0.3}},
	}}
	tail := outline{start: point{0.7, 0.9}, arcs: [][2]point{
		{{1, 0.98}, {0.96, 0.72}}, {{0.94, 0.6}, {0.86, 0.62}}, {{0.82, 0.66}, {0.87, 0.68}}, {{0.9, 0.74}, {0.88, 0.82}},
		{{0.84, 0.88}, {0.7, 0.82}}, {{0.68, 0.86}, {0.7, 0.9}},
	}}
	c.stamp(tail, x, foot-size, size, ink)
	c.stamp(body, x, foot-size, size, ink)
	c.ellipse(x+size*0.5, foot-size*0.575, size*0.1, size*0.022, mix(ink, p.light, 0.8), 1, 0.9) // a collar
}
