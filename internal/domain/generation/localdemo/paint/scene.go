package paint

import (
	"crypto/sha256"
	"encoding/binary"
	"image"
	"image/color"
	"math/rand/v2"
)

// Scene is what a prompt asks for.
type Scene struct {
	palette palette
	land    land
	extras  []extra
	seed    [2]uint64
}

// land is the middle ground.
type land int

const (
	mountains land = iota
	sea
	city
	landCount
)

// extra is something in the foreground.
type extra int

const (
	cat extra = iota // first, so that flowers grow before its mound
	forest
	flowers
	snow
	birds
)

// Of reads the prompt.
func Of(prompt string) Scene {
	sum := sha256.Sum256([]byte(prompt))
	s := Scene{seed: [2]uint64{binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])}}
	s.palette = moodOf(prompt, sum[16])
	s.land = landOf(prompt, sum[17])
	s.extras = extrasOf(prompt, s.land, sum[18])
	return s
}

// Accent is a strong colour of the scene, dark enough for white letters.
func (s Scene) Accent() color.RGBA { return s.palette.layers[len(s.palette.layers)-1] }

// Highlight is a light colour of the scene.
func (s Scene) Highlight() color.RGBA { return s.palette.light }

// Paint fills the whole picture.
func (s Scene) Paint(img *image.RGBA) {
	c := newCanvas(img, rand.New(rand.NewPCG(s.seed[0], s.seed[1])))
	horizon := c.h * (50 + c.dice.Float64()*6) / 100
	c.sky(s.palette, horizon)
	sun := c.sun(s.palette, horizon)
	if s.palette.night {
		c.stars(horizon)
	}
	c.clouds(s.palette, horizon)
	switch s.land {
	case sea:
		c.sea(s.palette, horizon, sun)
	case city:
		c.city(s.palette, horizon)
	default:
		c.mountains(s.palette, horizon)
	}
	ground := c.meadow(s.palette, s.land)
	for _, e := range s.extras {
		c.extra(e, s.palette, ground)
	}
}
