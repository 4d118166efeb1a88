package dashscope_test

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/dashscope"
	"guerdon/internal/domain/generation/openai"
	"guerdon/internal/domain/generation/openai/standin"
	"guerdon/internal/platform/httpx"
)

// planted is a key that must be found nowhere but in the vendor's hands.
const planted = "sk-planted-7c1f04be93"

// Addresses of calls.
const (
	pictures = "/api/v1/services/aigc/text2image/image-synthesis"
	films    = "/api/v1/services/aigc/video-generation/video-synthesis"
	tasks    = "/api/v1/tasks/"
)

// The provider is one whose work goes on after it was handed in.
var _ generation.AsyncProvider = (*dashscope.Provider)(nil)

// bench is a provider and the vendor that it calls.
type bench struct {
	*dashscope.Provider
	vendor *standin.Server
	server *httptest.Server
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{vendor: &standin.Server{Key: planted, Polls: 2}}
	b.server = httptest.NewServer(b.vendor.Handler())
	t.Cleanup(b.server.Close)
	client := httpx.Guarded(httpx.GuardOptions{AllowLoopback: true, ReplyMax: 300 << 20, Timeout: 10 * time.Second})
	t.Cleanup(client.CloseIdleConnections)
	b.Provider = dashscope.New(client, dashscope.Options{
		Base:  b.server.URL + "/api/v1",
		Own:   dashscope.Own{Key: planted, Text: "qwen-turbo", Image: "wan2.2-t2i-flash", Video: "wan2.2-t2v-plus", Speech: "qwen3-tts-flash"},
		Decks: func(_ context.Context, d openai.DeckPlan) ([]byte, error) { return []byte(d.By), nil },
	})
	return b
}

func (b *bench) request(k generation.Kind, model string) generation.Request {
	return generation.Request{
		Number: "generation-7", Kind: k, Prompt: "一只猫在花园里",
		Model: generation.Model{Provider: dashscope.Name, Name: model, Base: b.server.URL + "/api/v1", Key: planted},
	}
}

func (b *bench) film() generation.Request { return b.request(generation.Video, "wan2.5-t2v-preview") }
func (b *bench) picture() generation.Request {
	return b.request(generation.Image, "wan2.5-t2i-preview")
}

// submitted hands a request in.
func (b *bench) submitted(t *testing.T, r generation.Request) string {
	t.Helper()
	ref, err := b.Submit(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// polled asks until the task has succeeded.
func (b *bench) polled(t *testing.T, r generation.Request, ref string) generation.Result {
	t.Helper()
	for range 10 {
		out, done, err := b.Poll(t.Context(), r, ref)
		if err != nil {
			t.Fatal(err)
		}
		if done {
			return out
		}
	}
	t.Fatal("the task does not end")
	return generation.Result{}
}

func written(t *testing.T, out generation.Result) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := out.Write(t.Context(), &file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func is(err error, f *fault.Fault) bool { return errors.Is(err, f) }

// keyless fails where an error tells the key.
func keyless(t *testing.T, err error) {
	t.Helper()
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(e.Error(), planted) {
			t.Errorf("the key is in the error: %v", e)
		}
	}
}
