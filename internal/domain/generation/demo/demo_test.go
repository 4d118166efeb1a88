package demo_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"image/png"
	"strings"
	"testing"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/demo"
	"guerdon/internal/domain/generation/localdemo"
	"guerdon/internal/domain/generation/localdemo/prose"
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

// What members pay for: articles by every tool, slides, pictures of a size,
// films of a length.
func TestWhatIsPaidFor(t *testing.T) {
	p := setup(t)
	for _, tool := range prose.Tools() {
		out, err := p.Generate(t.Context(), generation.Request{Kind: generation.Article, Prompt: "如何提高工作效率", Input: generation.Input{Tool: tool, Keywords: []string{"时间管理"}, Requirements: "字数500字"}})
		if err != nil || !strings.Contains(out.Text, localdemo.Label) || out.Write != nil {
			t.Errorf("%s: %v, %.80q", tool, err, out.Text)
		}
	}
	file := func(r generation.Request) []byte {
		t.Helper()
		out, err := p.Generate(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := out.Write(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	picture, err := png.Decode(bytes.NewReader(file(generation.Request{Kind: generation.Image, Prompt: "一只可爱的猫咪在花园里玩耍", Input: generation.Input{Width: 512, Height: 256}})))
	if err != nil || picture.Bounds().Dx() != 512 || picture.Bounds().Dy() != 256 {
		t.Errorf("the picture: %v", err)
	}
	slides := file(generation.Request{Kind: generation.Deck, Prompt: "产品发布会", Input: generation.Input{Outline: []string{"产品介绍", "核心功能", "市场分析"}}})
	z, err := zip.NewReader(bytes.NewReader(slides), int64(len(slides)))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "ppt/slides/slide") {
			n++
		}
	}
	if n != 4 {
		t.Errorf("%d slides", n)
	}
}

func TestAFilmIsSubmittedAndPolledFor(t *testing.T) {
	p := setup(t)
	r := generation.Request{Number: "generation-9", Kind: generation.Video, Prompt: "视频脚本内容", Input: generation.Input{Seconds: 2}}
	if !p.Async(r) || p.Async(generation.Request{Kind: generation.Video}) || p.Async(generation.Request{Kind: generation.Image}) {
		t.Error("what is async")
	}
	ref, err := p.Submit(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if found, begun, err := p.Find(t.Context(), r); found != ref || !begun || err != nil {
		t.Errorf("found %q, %v, %v", found, begun, err)
	}
	out, done, err := p.Poll(t.Context(), r, ref)
	if err != nil || !done {
		t.Fatal(done, err)
	}
	var film bytes.Buffer
	if err := out.Write(t.Context(), &film); err != nil || !bytes.Contains(film.Bytes()[:16], []byte("ftyp")) || !bytes.Contains(film.Bytes(), []byte("generation-9")) {
		t.Errorf("%d bytes, %v", film.Len(), err)
	}
	if _, _, err := p.Poll(t.Context(), r, "another"); !errors.Is(err, generation.ErrRefused) {
		t.Error(err)
	}
	if _, err := p.Submit(t.Context(), generation.Request{Kind: generation.Image}); !errors.Is(err, generation.ErrRefused) {
		t.Error(err)
	}
}
