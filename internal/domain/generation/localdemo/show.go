package localdemo

import (
	"image"
	"image/color"
	"image/draw"
	"strconv"

	"guerdon/internal/domain/generation/localdemo/paint"
	"guerdon/internal/domain/generation/localdemo/prose"
)

const (
	slideSecondsMin = 2  // a slide stays long enough to be read
	slideRunesMax   = 64 // a slide's text is split above this, where time allows
)

// show draws the pictures of one film.
type show struct {
	studio *Studio
	slides []string
	frames int
	accent color.RGBA
	light  color.RGBA

	scene  *image.RGBA // what all slides share
	screen *image.RGBA // the picture drawn last
	foot   int         // upper edge of the label
}

// stage prepares a film.
func (s *Studio) stage(cmd VideoCmd) (*show, error) {
	area := image.Rect(0, 0, cmd.Width, cmd.Height)
	scene := paint.Of(cmd.Script)
	v := &show{
		studio: s, frames: cmd.DurationSeconds * videoRate, accent: scene.Accent(), light: scene.Highlight(),
		scene: image.NewRGBA(area), screen: image.NewRGBA(area),
		slides: slidesOf(cmd.Script, max(cmd.DurationSeconds/slideSecondsMin, 1)),
	}
	scene.Paint(v.scene)
	foot, err := s.label(v.scene, Label)
	v.foot = foot
	return v, err
}

// draw brings the screen to picture i; fresh means that a new slide begins,
// otherwise only changed differs from the picture before.
func (v *show) draw(i int) (fresh bool, changed image.Rectangle, err error) {
	slide := i * len(v.slides) / v.frames
	fresh = i == 0 || slide != (i-1)*len(v.slides)/v.frames
	if fresh {
		err = v.slide(slide)
	}
	return fresh, v.progress(i), err
}

// slide draws a whole slide.
func (v *show) slide(n int) error {
	draw.Draw(v.screen, v.screen.Rect, v.scene, image.Point{}, draw.Src)
	width, short := v.screen.Rect.Dx(), min(v.screen.Rect.Dx(), v.screen.Rect.Dy())
	pad := short / 20
	top := short * 16 / 100 // under the mark in the corner
	space := v.foot - top - pad
	text, err := v.studio.font.Fit(v.slides[n], width*80/100, space-2*pad, short/9, max(short/24, 10))
	if err != nil {
		return err
	}
	card := image.Rect(width*6/100, 0, width*94/100, text.Height()+2*pad).Add(image.Pt(0, v.foot-text.Height()-3*pad))
	panel(v.screen, card, pad, v.accent, 200)
	text.DrawCentered(v.screen, width/2, card.Min.Y+pad, color.White)
	return v.counter(n)
}

// counter draws the slide's number in the upper left corner.
func (v *show) counter(n int) error {
	short := min(v.screen.Rect.Dx(), v.screen.Rect.Dy())
	size := max(short/22, 10)
	text, err := v.studio.font.Fit(strconv.Itoa(n+1)+" / "+strconv.Itoa(len(v.slides)), short, size*2, size, size)
	if err != nil {
		return err
	}
	box := image.Rect(size, size, size*2+text.Width(), size+text.Height())
	panel(v.screen, box, size/2, v.accent, 160)
	text.Draw(v.screen, size*3/2, size, color.White)
	return nil
}

// progress draws how far the film is, on the label's upper edge, and gives
// the part that is new.
func (v *show) progress(i int) image.Rectangle {
	width, height := v.screen.Rect.Dx(), max(v.screen.Rect.Dy()/120, 2)
	done := image.Rect(0, v.foot-height, width*(i+1)/v.frames, v.foot)
	draw.Draw(v.screen, done, image.NewUniform(v.light), image.Point{}, draw.Src)
	return image.Rect(width*i/v.frames, done.Min.Y, done.Max.X, done.Max.Y)
}

// slidesOf cuts a script into at most most slides at sentence ends: short
// sentences share a slide, and all that is left shares the last ones.
func slidesOf(script string, most int) []string {
	sentences := prose.Sentences(script)
	if len(sentences) == 0 {
		return []string{script}
	}
	total := 0
	for _, s := range sentences {
		total += len([]rune(s))
	}
	room := max(slideRunesMax, (total+most-1)/most)
	var slides []string
	used := 0
	for _, s := range sentences {
		n := len([]rune(s))
		if last := len(slides) - 1; last >= 0 && (used+n <= room || len(slides) == most) {
			slides[last] += "\n" + s
			used += n
			continue
		}
		slides = append(slides, s)
		used = n
	}
	return slides
}
