package dashscope_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/dashscope"
	"guerdon/internal/domain/generation/openai/standin"
)

func TestTextsGoToTheCompatibleInterface(t *testing.T) {
	b := setup(t)
	for _, base := range []string{"/api/v1", "/compatible-mode/v1", "/api/v1/"} {
		r := b.request(generation.Article, "qwen-max")
		r.Model.Base = b.server.URL + base
		r.Input.Tool = "wechat_article"
		out, err := b.Generate(t.Context(), r)
		if err != nil || !strings.HasPrefix(out.Text, standin.Said) || !strings.Contains(out.Text, "AI生成") || out.Usage.TokensIn == 0 {
			t.Errorf("%s: %+v, %v", base, out, err)
		}
	}
	if n := len(b.vendor.Calls("/compatible-mode/v1/chat/completions")); n != 3 {
		t.Errorf("%d calls", n)
	}
}

// TestTasksGoToTheNativeInterface also where the compatible one was
// configured, as the document of the front does.
func TestTasksGoToTheNativeInterface(t *testing.T) {
	b := setup(t)
	r := b.picture()
	r.Model.Base = b.server.URL + "/compatible-mode/v1"
	b.polled(t, r, b.submitted(t, r))
	if len(b.vendor.Calls(pictures)) != 1 || len(b.vendor.Calls(tasks)) == 0 {
		t.Errorf("calls %+v", b.vendor.Calls("/"))
	}
}

func TestDeck(t *testing.T) {
	b := setup(t)
	b.vendor.Text = `{"slides":[{"heading":"x","points":["y"]}]}`
	out, err := b.Generate(t.Context(), b.request(generation.Deck, "qwen-max"))
	if err != nil || out.Format != generation.PPTX || string(written(t, out)) != "qwen qwen-max" {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestChat(t *testing.T) {
	b := setup(t)
	b.vendor.Text = strings.Repeat("很长的回答。", 200)
	out, err := b.Generate(t.Context(), generation.Request{Number: "generation-5", Kind: generation.Chat, Prompt: "早上先做什么?"})
	if err != nil || out.Format != generation.WAV || !bytes.Equal(written(t, out), standin.WAV()) || !strings.Contains(out.Text, "AI生成") {
		t.Fatalf("%s, %v", out.Format, err)
	}
	spoken := b.vendor.Calls("/api/v1/services/aigc/multimodal-generation/generation")
	if len(spoken) != 1 || !strings.Contains(spoken[0].Body, `"voice":"Cherry"`) || !strings.Contains(spoken[0].Body, `本内容由AI生成。`) {
		t.Errorf("spoken %+v", spoken)
	}
	for _, kind := range []standin.Kind{standin.Garbage, standin.Broken, standin.Huge} {
		b.vendor.Fail("/multimodal-generation/", standin.Fault{Kind: kind})
		_, err := b.Generate(t.Context(), generation.Request{Kind: generation.Chat, Prompt: "?"})
		keyless(t, err)
		if !is(err, generation.ErrVendor) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestWrongKeys(t *testing.T) {
	b := setup(t)
	b.vendor.Key = "another"
	r := b.request(generation.Article, "qwen-max")
	r.Input.Tool = "resume"
	_, err := b.Generate(t.Context(), r)
	_, err2 := b.Submit(t.Context(), b.film())
	_, _, err3 := b.Poll(t.Context(), b.film(), "task-1")
	for _, err := range []error{err, err2, err3} {
		keyless(t, err)
		if !is(err, generation.ErrVendor) {
			t.Error(err)
		}
	}
}

func TestMakes(t *testing.T) {
	b := setup(t)
	bare := dashscope.New(http.DefaultClient, dashscope.Options{})
	for kind, want := range map[generation.Kind][3]bool{
		generation.Article: {true, true, false}, generation.Image: {true, true, true}, generation.Video: {true, true, true},
		generation.Deck: {true, false, false}, generation.Chat: {true, false, false}, "song": {false, false, false},
	} {
		if got := [3]bool{b.Makes(kind), bare.Makes(kind), b.Async(generation.Request{Kind: kind})}; got != want {
			t.Errorf("%s: %v", kind, got)
		}
	}
	for _, kind := range []generation.Kind{generation.Image, generation.Video, "song"} {
		if _, err := b.Generate(t.Context(), b.request(kind, "x")); !is(err, generation.ErrRefused) {
			t.Errorf("%s at once: %v", kind, err)
		}
	}
	if _, err := bare.Submit(t.Context(), generation.Request{Kind: generation.Image, Prompt: "x"}); !is(err, generation.ErrVendor) {
		t.Errorf("no model: %v", err)
	}
	if bare.Name() != "qwen" {
		t.Errorf("name %q", bare.Name())
	}
}
