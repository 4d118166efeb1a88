package openai_test

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/openai"
	"guerdon/internal/domain/generation/openai/standin"
)

func TestPicture(t *testing.T) {
	b := setup(t)
	out, err := b.Generate(t.Context(), b.picture())
	if err != nil {
		t.Fatal(err)
	}
	file := written(t, out)
	if _, err := png.Decode(bytes.NewReader(file)); err != nil || out.Format != generation.PNG {
		t.Errorf("format %s, %v", out.Format, err)
	}
	for _, mark := range []string{`"AIGC"`, `"Label":"1"`, "openai qwen-max", "generation-8"} {
		if !bytes.Contains(file, []byte(mark)) {
			t.Errorf("the mark lacks %s", mark)
		}
	}
	call := b.vendor.Calls("/v1/images/generations")[0]
	if call.Once != "generation-8" || !strings.Contains(call.Body, `"size":"1024x768"`) || !strings.Contains(call.Body, `"n":1`) {
		t.Errorf("sent %+v", call)
	}
	if out.Usage.TokensOut != standin.TokensOut {
		t.Errorf("usage %+v", out.Usage)
	}
}

func TestPictureFromALink(t *testing.T) {
	b := setup(t)
	b.vendor.Fail("/images/generations", standin.Fault{Kind: standin.Linked})
	b.vendor.Fail("/files/", standin.Fault{Kind: standin.Gateway}) // once, then it answers
	r := b.picture()
	r.Input = generation.Input{}
	out, err := b.Generate(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	file := written(t, out)
	if _, err := jpeg.Decode(bytes.NewReader(file)); err != nil || out.Format != generation.JPEG || !bytes.Contains(file, []byte("generation-8")) {
		t.Errorf("format %s, %v", out.Format, err)
	}
	files := b.vendor.Calls("/files/")
	if len(files) != 2 || files[1].Keyed || files[1].Once != "" {
		t.Errorf("files asked for with %+v", files)
	}
	if strings.Contains(b.vendor.Calls("/images/generations")[0].Body, "size") {
		t.Error("a size was asked for")
	}
}

func TestWhatIsNoPicture(t *testing.T) {
	b := setup(t)
	for _, name := range []string{"/files/page.html", "/files/gone.png", "/files/film.mp4"} {
		b.vendor.Fail("/images/generations", standin.Fault{Kind: standin.LinkedTo, Param: strings.TrimSuffix(b.base, "/v1") + name})
		if _, err := b.Generate(t.Context(), b.picture()); !is(err, generation.ErrVendor) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.vendor.Fail("/images/generations", standin.Fault{Kind: standin.Linked})
	b.vendor.Fail("/files/", standin.Fault{Kind: standin.Huge}, standin.Fault{Kind: standin.Huge})
	if _, err := b.Generate(t.Context(), b.picture()); !is(err, generation.ErrVendor) {
		t.Errorf("huge: %v", err)
	}
}

func TestChat(t *testing.T) {
	b := setup(t)
	out, err := b.Generate(t.Context(), generation.Request{Number: "generation-5", Kind: generation.Chat, Prompt: "早上先做什么?"})
	if err != nil {
		t.Fatal(err)
	}
	if file := written(t, out); out.Text != standin.Said+label || out.Format != generation.MP3 || !bytes.Equal(file, standin.MP3()) {
		t.Errorf("text %q, format %s", out.Text, out.Format)
	}
	spoken := b.vendor.Calls("/v1/audio/speech")
	if len(spoken) != 1 || spoken[0].Once != "generation-5-speech" || !strings.Contains(spoken[0].Body, standin.Said+`\n本内容由AI生成。`) {
		t.Errorf("spoken %+v", spoken)
	}
	b.vendor.Fail("/audio/speech", standin.Fault{Kind: standin.Nothing})
	if _, err := b.Generate(t.Context(), generation.Request{Kind: generation.Chat, Prompt: "?"}); !is(err, generation.ErrVendor) {
		t.Errorf("no sound: %v", err)
	}
	b.vendor.Text = strings.Repeat("很长的回答。", 2000)
	if _, err := b.Generate(t.Context(), generation.Request{Kind: generation.Chat, Prompt: "?"}); err != nil {
		t.Errorf("a long answer: %v", err)
	}
}

func TestDeck(t *testing.T) {
	b := setup(t)
	b.vendor.Text = "好的:\n```json\n" + `{"slides":[{"heading":"市场:现状","points":["增长、放缓","竞争;激烈",""]},{"heading":" ","points":["x"]},{"heading":"总结","points":null}]}` + "\n```"
	r := b.presentation()
	r.Input.Outline = []string{"市场", "总结"}
	out, err := b.Generate(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if string(written(t, out)) != "a deck" || out.Format != generation.PPTX || out.Usage.TokensIn != standin.TokensIn {
		t.Errorf("out %+v", out)
	}
	plan := b.decks[0]
	if strings.Join(plan.Outline, "|") != "市场 现状: 增长\uff0c放缓; 竞争\uff0c激烈|总结" {
		t.Errorf("outline %q", plan.Outline)
	}
	if plan.Topic != "产品发布" || plan.Number != "generation-9" || plan.By != "openai qwen-max" || !strings.Contains(plan.Label, "人工智能") {
		t.Errorf("plan %+v", plan)
	}
	if body := b.vendor.Calls("/chat/completions")[0].Body; !strings.Contains(body, `大纲:\n1. 市场\n2. 总结`) || !strings.Contains(body, "json_object") {
		t.Errorf("sent %s", body)
	}
}

func TestDecksThatAreNone(t *testing.T) {
	b := setup(t)
	for _, said := range []string{"我不会写", "{}", `{"slides":[]}`, `{"slides":"x"}`, `{"slides":[{"heading":"a","points":["b"`} {
		b.vendor.Text = said
		if _, err := b.Generate(t.Context(), b.presentation()); !is(err, generation.ErrVendor) {
			t.Errorf("%q: %v", said, err)
		}
	}
	b.vendor.Text = `{"slides":[` + strings.Repeat(`{"heading":"`+strings.Repeat("长", 200)+`","points":["`+strings.Repeat("很", 280)+`","短"]},`, 60) + `{"heading":"x"}]}`
	if _, err := b.Generate(t.Context(), b.presentation()); err != nil || len(b.decks[0].Outline) != 50 || b.decks[0].Outline[0] != strings.Repeat("长", 60)+": 短" {
		t.Errorf("too much: %v, %.2000q", err, b.decks)
	}
	b.vendor.Text = `{"slides":[{"heading":"x"}]}`
	broken := errors.New("the pen is broken")
	p := openai.New(http.DefaultClient, openai.Options{Decks: func(context.Context, openai.DeckPlan) ([]byte, error) { return nil, broken }})
	if _, err := p.Generate(t.Context(), b.presentation()); !errors.Is(err, broken) {
		t.Errorf("drawing: %v", err)
	}
}

func TestMakes(t *testing.T) {
	b := setup(t)
	bare := openai.New(http.DefaultClient, openai.Options{})
	for kind, want := range map[generation.Kind][2]bool{
		generation.Article: {true, true}, generation.Image: {true, true}, generation.Deck: {true, false},
		generation.Chat: {true, false}, generation.Video: {false, false}, "song": {false, false},
	} {
		if got := [2]bool{b.Makes(kind), bare.Makes(kind)}; got != want {
			t.Errorf("%s: %v", kind, got)
		}
	}
	if bare.Name() != "openai" {
		t.Errorf("name %q", bare.Name())
	}
}
