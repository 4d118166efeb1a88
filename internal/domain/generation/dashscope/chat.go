package dashscope

import (
	"context"
	"encoding/json"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
)

// speechMax bounds what is spoken, in characters: the interface's own limit.
const speechMax = 600

// chat answers a prompt and speaks the answer. contract: S0-23
func (p *Provider) chat(ctx context.Context, r generation.Request) (generation.Result, error) {
	written := r
	written.Model.Base = compatible(r.Model.Base)
	text, usage, err := p.texts.Answer(ctx, written)
	if err != nil {
		return generation.Result{}, err
	}
	labelled, err := modellink.Labelled(text)
	if err != nil {
		return generation.Result{}, err
	}
	out, err := p.speech(ctx, modellink.Clip(text, speechMax-len(modellink.Spoken)-1)+"\n"+modellink.Spoken)
	out.Text, out.Usage = labelled, usage
	return out, err
}

// speech reads a text aloud, always with the models of Options.Own.
func (p *Provider) speech(ctx context.Context, text string) (generation.Result, error) {
	r, err := p.on(generation.Request{}, p.opts.Own.Speech)
	if err != nil {
		return generation.Result{}, err
	}
	body, err := json.Marshal(map[string]any{
		"model": r.Model.Name, "input": map[string]any{"text": text, "voice": p.opts.Own.Voice},
	})
	if err != nil {
		return generation.Result{}, err
	}
	data, err := p.link.Exchange(ctx, modellink.Call{
		Base: r.Model.Base, Path: "/services/aigc/multimodal-generation/generation", Key: r.Model.Key, Body: body,
	}, answerMax)
	if err != nil {
		return generation.Result{}, err
	}
	var a struct {
		Output struct {
			Audio struct {
				URL string `json:"url"`
			} `json:"audio"`
		} `json:"output"`
	}
	if json.Unmarshal(data, &a) != nil {
		return generation.Result{}, modellink.Malformed("no speech")
	}
	sound, err := p.link.Fetch(ctx, a.Output.Audio.URL, modellink.SoundMax)
	if err != nil {
		return generation.Result{}, err
	}
	return modellink.Sound(sound)
}
