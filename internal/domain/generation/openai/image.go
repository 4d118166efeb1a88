package openai

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
)

// image draws a picture. contract: S2-14
func (p *Provider) image(ctx context.Context, r generation.Request) (generation.Result, error) {
	r, err := p.on(r, p.opts.Own.Image)
	if err != nil {
		return generation.Result{}, err
	}
	body := map[string]any{"model": r.Model.Name, "prompt": r.Prompt, "n": 1}
	if r.Input.Width > 0 && r.Input.Height > 0 {
		body["size"] = fmt.Sprintf("%dx%d", r.Input.Width, r.Input.Height)
	}
	data, err := json.Marshal(body)
	if err != nil {
		return generation.Result{}, err
	}
	answer, err := p.link.Exchange(ctx, modellink.Call{
		Base: r.Model.Base, Path: "/images/generations", Key: r.Model.Key, Body: data, Once: r.Number,
	}, int64(base64.StdEncoding.EncodedLen(modellink.PictureMax))+answerMax)
	if err != nil {
		return generation.Result{}, err
	}
	return p.picture(ctx, r, answer)
}

// pictures is the answer: the first picture as base64 or as a link.
type pictures struct {
	Data []struct {
		Base64 string `json:"b64_json"`
		URL    string `json:"url"`
	} `json:"data"`
	Usage struct {
		In  int64 `json:"input_tokens"`
		Out int64 `json:"output_tokens"`
	} `json:"usage"`
}

func (p *Provider) picture(ctx context.Context, r generation.Request, answer []byte) (generation.Result, error) {
	var made pictures
	if json.Unmarshal(answer, &made) != nil || len(made.Data) == 0 {
		return generation.Result{}, modellink.Malformed("no picture")
	}
	data, err := p.bytes(ctx, made.Data[0].Base64, made.Data[0].URL)
	if err != nil {
		return generation.Result{}, err
	}
	out, err := modellink.Picture(data, modellink.Mark(r, p.Name()))
	out.Usage = generation.Usage{TokensIn: max(made.Usage.In, 0), TokensOut: max(made.Usage.Out, 0)}
	return out, err
}

// bytes decodes a picture, or copies it from its link, which dies soon.
func (p *Provider) bytes(ctx context.Context, encoded, link string) ([]byte, error) {
	if encoded == "" {
		return p.link.Fetch(ctx, link, modellink.PictureMax)
	}
	data, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(data) > modellink.PictureMax {
		return nil, modellink.Malformed("the picture's base64")
	}
	return data, nil
}
