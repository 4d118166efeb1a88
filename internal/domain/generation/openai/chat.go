package openai

import (
	"context"
	"encoding/json"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
)

// speechMax bounds what is spoken, in characters: the interface's own limit.
const speechMax = 4096

// chat answers a prompt and speaks the answer. contract: S0-23
func (p *Provider) chat(ctx context.Context, r generation.Request) (generation.Result, error) {
	text, usage, err := p.Answer(ctx, r)
	if err != nil {
		return generation.Result{}, err
	}
	labelled, err := modellink.Labelled(text)
	if err != nil {
		return generation.Result{}, err
	}
	out, err := p.speech(ctx, r.Number, modellink.Clip(text, speechMax-len(modellink.Spoken)-1)+"\n"+modellink.Spoken)
	out.Text, out.Usage = labelled, usage
	return out, err
}

// speech reads a text aloud, always with the models of Options.Own.
func (p *Provider) speech(ctx context.Context, number, text string) (generation.Result, error) {
	r, err := p.on(generation.Request{Number: number}, p.opts.Own.Speech)
	if err != nil {
		return generation.Result{}, err
	}
	data, err := json.Marshal(map[string]any{
		"model": r.Model.Name, "input": text, "voice": p.opts.Own.Voice, "response_format": string(generation.MP3),
	})
	if err != nil {
		return generation.Result{}, err
	}
	sound, err := p.link.Exchange(ctx, modellink.Call{
		Base: r.Model.Base, Path: "/audio/speech", Key: r.Model.Key, Body: data, Once: number + "-speech",
	}, modellink.SoundMax)
	if err != nil {
		return generation.Result{}, err
	}
	return modellink.Sound(sound)
}
