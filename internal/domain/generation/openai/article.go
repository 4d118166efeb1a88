package openai

import (
	"context"
	"errors"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
)

// article writes a text by one of the writing tools. contract: S2-12
func (p *Provider) article(ctx context.Context, r generation.Request) (generation.Result, error) {
	r, err := p.on(r, p.opts.Own.Text)
	if err != nil {
		return generation.Result{}, err
	}
	messages, ok := articleMessages(r.Prompt, r.Input)
	if !ok {
		return generation.Result{}, generation.ErrRefused.Because(errors.New("no such writing tool, or too much to read"))
	}
	text, usage, err := p.complete(ctx, r, messages, false)
	if err != nil {
		return generation.Result{}, err
	}
	text, err = modellink.Labelled(text)
	return generation.Result{Text: text, Usage: usage}, err
}

// Answer answers a prompt, without the label. Package dashscope speaks it in
// its own way. Faults: generation.ErrRefused, generation.ErrVendor.
func (p *Provider) Answer(ctx context.Context, r generation.Request) (string, generation.Usage, error) {
	r, err := p.on(r, p.opts.Own.Text)
	if err != nil {
		return "", generation.Usage{}, err
	}
	return p.complete(ctx, r, []message{{"system", answerRole}, {"user", r.Prompt}}, false)
}

const answerRole = "你是一个乐于助人的助手。用提问所用的语言回答,简明准确,不用 Markdown,便于朗读;不确定的内容要说明不确定。"
