package demo_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/demo"
	"guerdon/internal/domain/generation/localdemo"
)

func setup(t *testing.T) *demo.Provider {
	t.Helper()
	studio, err := localdemo.Open()
	if err != nil {
		t.Fatal(err)
	}
	return demo.New(studio)
}

func TestEachKindIsAFileOfItsFormat(t *testing.T) {
	p := setup(t)
	long := strings.Repeat("海上的日落。", generation.PromptMax/6)
	for _, c := range []struct {
		kind   generation.Kind
		prompt string
		format generation.Format
		magic  string
		at     int
	}{
		{generation.Image, "a beautiful sunset over the ocean", generation.JPEG, "\xff\xd8\xff", 0},
		{generation.Video, "a cat playing in the garden", generation.MP4, "ftyp", 4},
		{generation.Chat, "What is artificial intelligence?", generation.WAV, "RIFF", 0},
		{generation.Image, long, generation.JPEG, "\xff\xd8\xff", 0},
		{generation.Chat, long, generation.WAV, "RIFF", 0},
	} {
		if !p.Makes(c.kind) {
			t.Fatalf("does not make %s", c.kind)
		}
		out, err := p.Generate(t.Context(), generation.Request{Number: "generation-1", Kind: c.kind, Prompt: c.prompt})
		if err != nil {
			t.Fatalf("%s: %v", c.kind, err)
		}
		var file bytes.Buffer
		if err := out.Write(t.Context(), &file); err != nil {
			t.Fatalf("%s: %v", c.kind, err)
		}
		if out.Format != c.format || !strings.HasPrefix(file.String()[c.at:], c.magic) {
			t.Errorf("%s: format %s, begins with %q", c.kind, out.Format, file.Bytes()[:12])
		}
		if !bytes.Contains(file.Bytes(), []byte("generation-1")) {
			t.Errorf("%s: the mark does not carry the request's number", c.kind)
		}
		if (out.Text != "") != (c.kind == generation.Chat) {
			t.Errorf("%s: text %q", c.kind, out.Text)
		}
		t.Logf("%s: %d bytes", c.kind, file.Len())
	}
}

func TestWhatTheStudioDoesNotTakeIsRefused(t *testing.T) {
	p := setup(t)
	_, err := p.Generate(t.Context(), generation.Request{Kind: generation.Image, Prompt: ""})
	if !errors.Is(err, generation.ErrRefused) {
		t.Fatalf("got %v", err)
	}
	if _, err = p.Generate(t.Context(), generation.Request{Kind: "song", Prompt: "x"}); !errors.Is(err, generation.ErrRefused) {
		t.Fatalf("got %v", err)
	}
}

func TestAnEndedContextEndsTheWork(t *testing.T) {
	p := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, k := range []generation.Kind{generation.Image, generation.Chat} {
		if _, err := p.Generate(ctx, generation.Request{Kind: k, Prompt: "x"}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", k, err)
		}
	}
	out, err := p.Generate(ctx, generation.Request{Kind: generation.Video, Prompt: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Write(ctx, &bytes.Buffer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("video: %v", err)
	}
}
