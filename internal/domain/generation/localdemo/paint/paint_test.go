package paint

import (
	"bytes"
	"image"
	"slices"
	"testing"
)

func painted(prompt string, width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	Of(prompt).Paint(img)
	return img
}

func TestPaintFillsAndRepeats(t *testing.T) {
	for _, size := range []image.Point{{160, 160}, {320, 180}, {180, 320}, {17, 1000}} {
		for _, prompt := range []string{"猫在花园", "sunset over the ocean", "城市夜景 雪", "森林里的鸟", ""} {
			a, b := painted(prompt, size.X, size.Y), painted(prompt, size.X, size.Y)
			if !bytes.Equal(a.Pix, b.Pix) {
				t.Errorf("%q at %v differs from itself", prompt, size)
			}
			for i := 3; i < len(a.Pix); i += 4 {
				if a.Pix[i] != 255 {
					t.Fatalf("%q at %v: pixel %d is transparent", prompt, size, i/4)
				}
			}
		}
	}
}

func TestPromptsDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, prompt := range []string{"一", "二", "三", "甲", "乙", "丙", "a", "b", "c"} {
		pix := string(painted(prompt, 64, 64).Pix)
		if other, found := seen[pix]; found {
			t.Errorf("%q looks like %q", prompt, other)
		}
		seen[pix] = prompt
	}
}

func TestWordsChoose(t *testing.T) {
	for _, c := range []struct {
		prompt string
		land   land
		extras []extra
		night  bool
	}{
		{"一只可爱的猫咪在花园里玩耍", mountains, []extra{cat, flowers}, false},
		{"a beautiful sunset over the ocean", sea, []extra{birds}, false},
		{"The City at Night", city, nil, true},
		{"冬天森林的星空", mountains, []extra{forest, snow}, true},
		{"mountains with birds", mountains, []extra{birds}, false},
	} {
		s := Of(c.prompt)
		if s.land != c.land || c.night && !s.palette.night {
			t.Errorf("%q: land %v, night %v", c.prompt, s.land, s.palette.night)
		}
		for _, e := range c.extras {
			if !slices.Contains(s.extras, e) {
				t.Errorf("%q: extras %v lack %v", c.prompt, s.extras, e)
			}
		}
	}
}

func TestLatinWordsAreWhole(t *testing.T) {
	for prompt, want := range map[string]bool{"a cat": true, "CATS!": true, "category": false, "concatenate": false, "cat-like": true} {
		if got := mentions(prompt, "cat kitten"); got != want {
			t.Errorf("mentions(%q) = %v", prompt, got)
		}
	}
}

// TestContrast keeps white letters on the accent readable: 4.5 to 1, the
// level AA of WCAG.
func TestContrast(t *testing.T) {
	for _, m := range moods() {
		c := Scene{palette: m.palette()}.Accent()
		if l := luminance(c.R, c.G, c.B); 1.05/(l+0.05) < 4.5 {
			t.Errorf("accent %v of %q: contrast %.1f", c, m.words, 1.05/(l+0.05))
		}
	}
}

func luminance(r, g, b uint8) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		return s * s // close enough to sRGB, and on the safe side in the dark
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
