package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
)

// streamMax bounds a stream, in bytes. A word takes some 250 of them, and
// models that think aloud send thoughts too.
const streamMax = 32 << 20

// completion is an answer, or one part of a streamed one.
type completion struct {
	Choices []struct {
		Index        int    `json:"index"`
		Message      said   `json:"message"`
		Delta        said   `json:"delta"`
		FinishReason string `json:"finish_reason"`
	} `json:"choices"`
	Usage *struct {
		In  int64 `json:"prompt_tokens"`
		Out int64 `json:"completion_tokens"`
	} `json:"usage"`
	Error json.RawMessage `json:"error"`
}

type said struct {
	Content string `json:"content"`
	Refusal string `json:"refusal"`
}

// draft is an answer in the making.
type draft struct {
	text    strings.Builder
	refused bool
	usage   generation.Usage
}

// add takes one part in.
func (d *draft) add(data []byte, key string) error {
	var c completion
	if err := json.Unmarshal(data, &c); err != nil {
		return modellink.Malformed("no completion")
	}
	if inner := bytes.TrimSpace(c.Error); len(inner) > 0 && !bytes.Equal(inner, []byte("null")) {
		return modellink.ParseProblem(data, key).Fault()
	}
	for _, choice := range c.Choices {
		if choice.Index != 0 {
			continue
		}
		d.text.WriteString(choice.Message.Content + choice.Delta.Content)
		if choice.Message.Refusal+choice.Delta.Refusal != "" || choice.FinishReason == "content_filter" {
			d.refused = true
		}
	}
	if c.Usage != nil {
		d.usage = generation.Usage{TokensIn: max(c.Usage.In, 0), TokensOut: max(c.Usage.Out, 0)}
	}
	if d.text.Len() > generation.TextMax {
		return modellink.Malformed("a text of more than %d bytes", generation.TextMax)
	}
	return nil
}

// end gives what was said.
func (d *draft) end() (string, generation.Usage, error) {
	if d.refused {
		return "", d.usage, generation.ErrRefused.Because(errors.New("the model refuses"))
	}
	if strings.TrimSpace(d.text.String()) == "" {
		return "", d.usage, modellink.Malformed("an empty text")
	}
	return d.text.String(), d.usage, nil
}

// readStream reads server-sent events up to [DONE].
func readStream(r io.Reader, key string) (string, generation.Usage, error) {
	var d draft
	for in := newEvents(r); ; {
		data, err := in.next()
		switch {
		case errors.Is(err, io.EOF):
			return "", d.usage, modellink.Malformed("the stream ends without [DONE]")
		case err != nil:
			return "", d.usage, modellink.Malformed("the stream is cut: %w", err)
		case string(bytes.TrimSpace(data)) == "[DONE]":
			return d.end()
		}
		if err := d.add(data, key); err != nil {
			return "", d.usage, err
		}
	}
}

// readWhole reads an answer that came in one piece.
func readWhole(data []byte, key string) (string, generation.Usage, error) {
	var d draft
	if err := d.add(data, key); err != nil {
		return "", d.usage, err
	}
	return d.end()
}
