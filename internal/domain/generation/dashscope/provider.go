package dashscope

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
	"guerdon/internal/domain/generation/openai"
)

// Name is the provider's name.
const Name = "qwen"

// BaseDefault is where a model without an address of its own is called. Keys
// belong to a region; others have addresses of their own.
const BaseDefault = "https://dashscope.aliyuncs.com/api/v1"

// Options set a provider up.
type Options struct {
	Base  string // of models without one; "" is BaseDefault
	Own   Own
	Decks openai.Decks // nil makes no Deck
}

// Own are the models for tasks that name none. What is empty is not made for
// such tasks; without Speech no Chat is made at all.
type Own struct {
	Base, Key                  string
	Text, Image, Video, Speech string
	Voice                      string // "" is "Cherry"
}

// Provider calls DashScope. It may be shared by goroutines.
type Provider struct {
	opts  Options
	link  modellink.Link
	texts *openai.Provider
}

// New makes a provider on a client, which guards against inside addresses and
// bounds the time of a call.
func New(client *http.Client, opts Options) *Provider {
	opts.Base = strings.TrimRight(cmp.Or(opts.Base, BaseDefault), "/")
	opts.Own.Voice = cmp.Or(opts.Own.Voice, "Cherry")
	return &Provider{opts: opts, link: modellink.New(client), texts: openai.New(client, openai.Options{Name: Name, Decks: opts.Decks})}
}

// Name is stored with each task.
func (p *Provider) Name() string { return Name }

// Makes reports whether this kind can be made.
func (p *Provider) Makes(k generation.Kind) bool {
	switch k {
	case generation.Article, generation.Image, generation.Video:
		return true
	case generation.Deck:
		return p.opts.Decks != nil
	case generation.Chat:
		return p.opts.Own.Speech != ""
	}
	return false
}

// Async reports that pictures and films are tasks of the vendor's.
func (p *Provider) Async(r generation.Request) bool {
	return r.Kind == generation.Image || r.Kind == generation.Video
}

// Generate writes, or answers and speaks. Faults: generation.ErrRefused,
// generation.ErrVendor.
func (p *Provider) Generate(ctx context.Context, r generation.Request) (generation.Result, error) {
	if !p.Makes(r.Kind) || p.Async(r) {
		return generation.Result{}, generation.ErrRefused.Because(errors.New("this kind is not made at once"))
	}
	r, err := p.on(r, p.opts.Own.Text)
	if err != nil {
		return generation.Result{}, err
	}
	if r.Kind == generation.Chat {
		return p.chat(ctx, r)
	}
	r.Model.Base = compatible(r.Model.Base)
	return p.texts.Generate(ctx, r)
}

// on fills in the model where the task names none.
func (p *Provider) on(r generation.Request, own string) (generation.Request, error) {
	if r.Model.Name == "" && r.Model.Base == "" {
		r.Model.Name, r.Model.Base, r.Model.Key = own, p.opts.Own.Base, p.opts.Own.Key
	}
	r.Model.Base = native(strings.TrimRight(cmp.Or(r.Model.Base, p.opts.Base), "/"))
	if r.Model.Name == "" {
		return r, generation.ErrVendor.Because(errors.New("no model is configured"))
	}
	return r, nil
}

const (
	nativeEnd     = "/api/v1"
	compatibleEnd = "/compatible-mode/v1"
)

// native is the address of the vendor's own interface, whichever of the two
// was configured.
func native(base string) string {
	if host, ok := strings.CutSuffix(base, compatibleEnd); ok {
		return host + nativeEnd
	}
	return base
}

// compatible is the address of the interface that is OpenAI's.
func compatible(base string) string {
	if host, ok := strings.CutSuffix(base, nativeEnd); ok {
		return host + compatibleEnd
	}
	return base
}
