package main

import (
	"context"
	"net/http"
	"time"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/openai"
	"guerdon/internal/domain/generation/openai/standin"
)

type modelsArgs struct{ Key, Text string }

// openModels starts a model vendor's stand-in on a free loopback port.
func (t *tool) openModels(_ context.Context, a modelsArgs) (bankReply, error) {
	t.models = &standin.Server{Key: a.Key, Text: a.Text}
	base, err := t.serve(func(string) (http.Handler, error) { return t.models.Handler(), nil })
	return bankReply{Base: base + "/v1"}, err
}

type modelFaultArgs struct {
	Path, Kind, Param string
	Seconds           int
}

func (t *tool) failModel(_ context.Context, a modelFaultArgs) (bool, error) {
	t.models.Fail(a.Path, standin.Fault{Kind: standin.Kind(a.Kind), Seconds: a.Seconds, Param: a.Param})
	return true, nil
}

func (t *tool) modelCalls(_ context.Context, a modelFaultArgs) ([]standin.Call, error) {
	return t.models.Calls(a.Path), nil
}

type generateArgs struct{ Base, Key, Kind, Prompt, Tool string }

type generateReply struct {
	Text, Format        string
	TokensIn, TokensOut int64
}

// generate has Guerdon's adapter call the stand-in.
func (t *tool) generate(ctx context.Context, a generateArgs) (generateReply, error) {
	provider := openai.New(&http.Client{Timeout: 10 * time.Second}, openai.Options{})
	out, err := provider.Generate(ctx, generation.Request{
		Number: "generation-1", Kind: generation.Kind(a.Kind), Prompt: a.Prompt, Input: generation.Input{Tool: a.Tool},
		Model: generation.Model{Provider: openai.Name, Name: "stand-in", Base: a.Base, Key: a.Key},
	})
	return generateReply{out.Text, string(out.Format), out.Usage.TokensIn, out.Usage.TokensOut}, err
}
