package demo

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/localdemo"
	"guerdon/internal/domain/generation/localdemo/aigc"
	"guerdon/internal/domain/generation/localdemo/prose"
)

// Name is the provider's name.
const Name = "local-demo"

// The sizes of what is made.
const (
	imageSide    = 1024 // pixels
	videoSeconds = 6
)

// Provider makes demo content. It may be shared by goroutines.
type Provider struct{ studio *localdemo.Studio }

// New makes the provider on a studio.
func New(s *localdemo.Studio) *Provider { return &Provider{studio: s} }

// Name is stored with each task.
func (p *Provider) Name() string { return Name }

// Makes reports that every kind of task can be made.
func (p *Provider) Makes(k generation.Kind) bool {
	switch k {
	case generation.Image, generation.Video, generation.Chat, generation.Article, generation.Deck:
		return true
	}
	return false
}

// Generate draws, films, answers, writes, or makes slides. A picture of a
// given size is a PNG.
// Faults: generation.ErrRefused for what the studio does not take.
func (p *Provider) Generate(ctx context.Context, r generation.Request) (generation.Result, error) {
	mark := aigc.Mark{ProduceID: r.Number}
	switch r.Kind {
	case generation.Article:
		text, err := p.studio.Write(ctx, localdemo.WriteCmd{Tool: r.Input.Tool, Title: r.Prompt, Keywords: r.Input.Keywords, Requirements: r.Input.Requirements})
		return generation.Result{Text: text}, refused(err)
	case generation.Deck:
		data, err := p.studio.Deck(ctx, localdemo.DeckCmd{Topic: r.Prompt, Outline: r.Input.Outline, Mark: mark})
		return whole(generation.PPTX, data), refused(err)
	case generation.Image:
		if r.Input.Width != 0 {
			data, err := p.studio.Image(ctx, localdemo.ImageCmd{Prompt: r.Prompt, Width: r.Input.Width, Height: r.Input.Height, Format: localdemo.PNG, Mark: mark})
			return whole(generation.PNG, data), refused(err)
		}
		data, err := p.studio.Image(ctx, localdemo.ImageCmd{Prompt: r.Prompt, Width: imageSide, Height: imageSide, Format: localdemo.JPEG, Mark: mark})
		return whole(generation.JPEG, data), refused(err)
	case generation.Video:
		return p.film(r), nil
	case generation.Chat:
		return p.answer(ctx, r.Prompt, mark)
	}
	return generation.Result{}, generation.ErrRefused
}

func (p *Provider) film(r generation.Request) generation.Result {
	cmd := localdemo.VideoCmd{Script: r.Prompt, DurationSeconds: cmp.Or(r.Input.Seconds, videoSeconds), Mark: aigc.Mark{ProduceID: r.Number}}
	return generation.Result{Format: generation.MP4, Write: func(ctx context.Context, w io.Writer) error {
		return refused(p.studio.Video(ctx, cmd, w))
	}}
}

// answer gives a text, and the same as sound.
func (p *Provider) answer(ctx context.Context, prompt string, mark aigc.Mark) (generation.Result, error) {
	text, err := p.studio.Answer(ctx, prompt)
	if err != nil {
		return generation.Result{}, refused(err)
	}
	data, err := p.studio.Audio(ctx, localdemo.AudioCmd{Text: clip(text, localdemo.AudioTextMax), Mark: mark})
	out := whole(generation.WAV, data)
	out.Text = text
	return out, refused(err)
}

// whole is a file that is in memory already.
func whole(f generation.Format, data []byte) generation.Result {
	return generation.Result{Format: f, Write: func(_ context.Context, w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(data))
		return err
	}}
}

// clip cuts a text to most characters.
func clip(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most])
}

func refused(err error) error {
	if errors.Is(err, localdemo.ErrInput) || errors.Is(err, prose.ErrTool) {
		return generation.ErrRefused.Because(err)
	}
	return err
}
