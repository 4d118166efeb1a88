package openai_test

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/openai"
	"guerdon/internal/domain/generation/openai/standin"
	"guerdon/internal/platform/httpx"
)

// planted is a key that must be found nowhere but in the vendor's hands.
const planted = "sk-planted-7c1f04be93"

// bench is a provider and the vendor that it calls.
type bench struct {
	*openai.Provider
	vendor *standin.Server
	base   string
	decks  []openai.DeckPlan // that were drawn
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{vendor: &standin.Server{Key: planted}}
	server := httptest.NewServer(b.vendor.Handler())
	t.Cleanup(server.Close)
	b.base = server.URL + "/v1"
	client := httpx.Guarded(httpx.GuardOptions{AllowLoopback: true, ReplyMax: 64 << 20, Timeout: 10 * time.Second})
	t.Cleanup(client.CloseIdleConnections)
	b.Provider = openai.New(client, openai.Options{
		Base: b.base, Own: openai.Own{Key: planted, Text: "small", Image: "painter", Speech: "voice"},
		Decks: func(_ context.Context, d openai.DeckPlan) ([]byte, error) {
			b.decks = append(b.decks, d)
			return []byte("a deck"), nil
		},
	})
	return b
}

func (b *bench) model() generation.Model {
	return generation.Model{Provider: openai.Name, Name: "qwen-max", Base: b.base, Key: planted, Temperature: 0.7, TokensMax: 2000}
}

func (b *bench) article() generation.Request {
	return generation.Request{
		Number: "generation-7", Kind: generation.Article, Prompt: "如何提高工作效率", Model: b.model(),
		Input: generation.Input{Tool: "wechat_article", Keywords: []string{"时间管理", "效率工具"}, Requirements: "字数2000字"},
	}
}

func (b *bench) picture() generation.Request {
	return generation.Request{
		Number: "generation-8", Kind: generation.Image, Prompt: "海上日落", Model: b.model(),
		Input: generation.Input{Width: 1024, Height: 768},
	}
}

func (b *bench) presentation() generation.Request {
	return generation.Request{Number: "generation-9", Kind: generation.Deck, Prompt: "产品发布", Model: b.model()}
}

// written is the file of a result.
func written(t *testing.T, out generation.Result) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := out.Write(t.Context(), &file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// keyless fails where an error tells the key.
func keyless(t *testing.T, err error) {
	t.Helper()
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(e.Error(), planted) {
			t.Errorf("the key is in the error: %v", e)
		}
	}
}
