package openai

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
)

// Name is the provider's name.
const Name = "openai"

// BaseDefault is where a model without an address of its own is called.
const BaseDefault = "https://api.openai.com/v1"

// Options set a provider up.
type Options struct {
	Name  string // "" is Name
	Base  string // of models without one; "" is BaseDefault
	Own   Own
	Decks Decks // nil makes no Deck
}

// Own are the models for tasks that name none. What is empty is not made for
// such tasks; without Speech no Chat is made at all.
type Own struct {
	Base, Key           string
	Text, Image, Speech string
	Voice               string // "" is "alloy"
}

// Decks draws a presentation. Faults are its own; they are passed on.
type Decks func(ctx context.Context, d DeckPlan) ([]byte, error)

// DeckPlan is the outline of a presentation.
type DeckPlan struct {
	Number  string // of the task
	By      string // who wrote the outline: adapter and model
	Topic   string
	Outline []string // a slide each: "heading: point; point"
	Label   string   // to be shown on every slide
}

// Provider calls one sort of vendor. It may be shared by goroutines.
type Provider struct {
	opts Options
	link modellink.Link
}

// New makes a provider on a client, which guards against inside addresses and
// bounds the time of a call. Long texts take minutes.
func New(client *http.Client, opts Options) *Provider {
	opts.Name = cmp.Or(opts.Name, Name)
	opts.Base = strings.TrimRight(cmp.Or(opts.Base, BaseDefault), "/")
	opts.Own.Voice = cmp.Or(opts.Own.Voice, "alloy")
	return &Provider{opts: opts, link: modellink.New(client)}
}

// Name is stored with each task.
func (p *Provider) Name() string { return p.opts.Name }

// Makes reports whether this kind can be made. Films cannot.
func (p *Provider) Makes(k generation.Kind) bool {
	switch k {
	case generation.Article, generation.Image:
		return true
	case generation.Deck:
		return p.opts.Decks != nil
	case generation.Chat:
		return p.opts.Own.Speech != ""
	}
	return false
}

// Generate makes what is asked. Faults: generation.ErrRefused,
// generation.ErrVendor.
func (p *Provider) Generate(ctx context.Context, r generation.Request) (generation.Result, error) {
	switch {
	case !p.Makes(r.Kind):
		return generation.Result{}, generation.ErrRefused.Because(errors.New("this kind is not made"))
	case r.Kind == generation.Article:
		return p.article(ctx, r)
	case r.Kind == generation.Deck:
		return p.deck(ctx, r)
	case r.Kind == generation.Image:
		return p.image(ctx, r)
	}
	return p.chat(ctx, r)
}

// on fills in the model where the task names none.
func (p *Provider) on(r generation.Request, own string) (generation.Request, error) {
	if r.Model.Name == "" && r.Model.Base == "" {
		r.Model.Name, r.Model.Base, r.Model.Key = own, p.opts.Own.Base, p.opts.Own.Key
	}
	r.Model.Base = strings.TrimRight(cmp.Or(r.Model.Base, p.opts.Base), "/")
	if r.Model.Name == "" {
		return r, generation.ErrVendor.Because(errors.New("no model is configured"))
	}
	return r, nil
}
