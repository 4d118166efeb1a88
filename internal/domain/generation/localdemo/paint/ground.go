package paint

import (
	"image/color"
	"math"
)

// ridge gives a line of hills: height above base, in pixels, out of waves of
// growing frequency.
func (c *canvas) ridge(base, height, waves float64) func(x float64) float64 {
	var phase [4]float64
	for i := range phase {
		phase[i] = c.dice.Float64() * 2 * math.Pi
	}
	return func(x float64) float64 {
		t := x / c.w * 2 * math.Pi * waves
		y := math.Sin(t+phase[0]) + 0.5*math.Sin(2.1*t+phase[1]) + 0.22*math.Sin(4.7*t+phase[2]) + 0.1*math.Sin(9.3*t+phase[3])
		return base - height*(0.5+y/3.6)
	}
}

func (c *canvas) mountains(p palette, horizon float64) {
	for i, layer := range p.layers[:3] {
		depth := float64(i)
		base := horizon + c.h*0.075*depth
		line := c.ridge(base, c.h*(0.2-0.03*depth), 0.8+0.35*depth)
		c.below(line, layer, mix(layer, p.sky[2], 0.25))
	}
}

// sea draws water with the light's broken reflection under column sun.
func (c *canvas) sea(p palette, horizon, sun float64) {
	c.below(c.ridge(horizon, c.h*0.05, 1.1), p.layers[0], p.layers[0])
	c.below(func(float64) float64 { return horizon }, p.water[0], p.water[1])
	for range 110 {
		t := math.Pow(c.dice.Float64(), 1.3)
		y := horizon + (c.h*0.88-horizon)*t
		spread := c.unit * (2 + 26*t)
		x := sun + spread*(c.dice.Float64()+c.dice.Float64()-1)
		c.ellipse(x, y, c.unit*(1+3*t+2*c.dice.Float64()), max(c.unit*(0.15+0.3*t), 0.8), p.light, 0.55, 0.5)
	}
	for range 40 {
		t := c.dice.Float64()
		y := horizon + (c.h-horizon)*t
		c.ellipse(c.w*c.dice.Float64(), y, c.unit*(2+5*t), max(c.unit*0.25, 0.8), white(), 0.18, 0.4)
	}
}

// city draws two rows of towers; the near ones have lit windows.
func (c *canvas) city(p palette, horizon float64) {
	base := horizon + c.h*0.14
	c.below(c.ridge(base, c.h*0.1, 0.9), p.layers[0], p.layers[1])
	c.towers(mix(p.layers[0], p.layers[1], 0.5), base, c.h*0.27, color.RGBA{})
	c.towers(p.layers[2], base+c.h*0.03, c.h*0.22, p.light)
	c.below(func(float64) float64 { return base + c.h*0.03 }, p.layers[2], p.layers[3])
}

// towers draws a row of blocks from left to right. Windows with a transparent
// colour stay dark.
func (c *canvas) towers(wall color.RGBA, base, height float64, window color.RGBA) {
	for x := -c.unit * 2; x < c.w; {
		w := c.unit * (5 + 6*c.dice.Float64())
		top := base - height*(0.35+0.65*c.dice.Float64())
		for y := int(top); y < int(base)+1; y++ {
			c.row(y, int(x), int(x+w), wall)
		}
		if c.dice.IntN(4) == 0 { // a mast
			for y := int(top - 4*c.unit); y < int(top); y++ {
				c.row(y, int(x+w/2), int(x+w/2)+max(int(c.unit/3), 1), wall)
			}
		}
		if window.A > 0 {
			c.windows(x, w, top, base, window)
		}
		x += w + c.unit*(0.3+1.6*c.dice.Float64())
	}
}

func (c *canvas) windows(x, w, top, base float64, ink color.RGBA) {
	step := c.unit * 1.8
	for y := top + step; y < base-step; y += step * 1.2 {
		for wx := x + step*0.6; wx < x+w-step*0.8; wx += step {
			if c.dice.IntN(5) > 2 {
				continue
			}
			for row := range max(int(step/2), 1) {
				c.row(int(y)+row, int(wx), int(wx)+max(int(step/2.4), 1), ink)
			}
		}
	}
}

// meadow draws the near ground and gives its upper line.
func (c *canvas) meadow(p palette, l land) func(x float64) float64 {
	base, height := c.h*0.8, c.h*0.1
	if l == sea {
		base, height = c.h*0.93, c.h*0.1
	}
	line := c.ridge(base, height, 0.7)
	near := p.layers[3]
	c.below(line, mix(near, p.layers[2], 0.55), near)
	return line
}
