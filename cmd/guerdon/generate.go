package main

import (
	"context"
	"path/filepath"
	"time"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/dashscope"
	"guerdon/internal/domain/generation/demo"
	"guerdon/internal/domain/generation/localdemo"
	"guerdon/internal/domain/generation/localdemo/aigc"
	"guerdon/internal/domain/generation/openai"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/httpx"
)

const (
	// fileMax bounds one generated file.
	fileMax = 256 << 20
	// generationsAtOnce is how many tasks a process works on; most of them
	// wait for a vendor.
	generationsAtOnce = 4
	generationsMax    = 2000 // that wait
	// modelTime bounds one call to a model, with its whole answer.
	modelTime = 5 * time.Minute
	modelMax  = 300 << 20
)

// newGeneration builds the studio and the models. The offline provider marks
// everything as made by it, and is a sandbox one: production has none until a
// model is configured.
func (a *app) newGeneration() (*generation.Service, error) {
	files, err := blob.Open(filepath.Join(a.config.Data, "files"), a.clock, fileMax)
	if err != nil {
		return nil, err
	}
	studio, err := localdemo.Open()
	if err != nil {
		return nil, err
	}
	a.creator.models = model.New(a.ring("model"), a.config.Listen.AllowLoopback)
	d := generation.Deps{
		Store: a.store, Queue: a.queue, Ledger: a.ledger, Rules: a.rules, Files: files, Models: a.creator.models, Adapters: a.adapters(studio),
	}
	if a.config.SandboxOn() {
		d.Providers = append(d.Providers, demo.New(studio))
	}
	g := generation.New(d, generation.Options{
		Now: a.clock.Now, RequireGeneration: a.config.Production, Concurrency: generationsAtOnce, QueueMax: generationsMax, Log: a.log, OnAlarm: a.alarm("generation"),
	})
	g.Register(a.runner)
	a.files = files
	return g, nil
}

// adapters call the configured models. Slides are drawn here from the outline
// that a model wrote.
func (a *app) adapters(studio *localdemo.Studio) []generation.Provider {
	client := httpx.Guarded(httpx.GuardOptions{Timeout: modelTime, ReplyMax: modelMax, Redirects: 2, AllowLoopback: a.config.Listen.AllowLoopback})
	decks := func(ctx context.Context, p openai.DeckPlan) ([]byte, error) {
		return studio.Deck(ctx, localdemo.DeckCmd{Topic: p.Topic, Outline: p.Outline, Label: p.Label, Mark: aigc.Mark{Producer: p.By, ProduceID: p.Number}})
	}
	return []generation.Provider{
		openai.New(client, openai.Options{Decks: decks}), dashscope.New(client, dashscope.Options{Decks: decks}),
	}
}
