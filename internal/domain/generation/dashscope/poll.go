package dashscope

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
)

// output is how a task stands.
type output struct {
	Status  string `json:"task_status"`
	Code    string `json:"code"`
	Video   string `json:"video_url"`
	Results []struct {
		URL  string `json:"url"`
		Code string `json:"code"`
	} `json:"results"`
}

// Poll asks how a task stands and, where it has succeeded, copies what it
// made. Faults: generation.ErrRefused, the task has ended; others, ask again.
// contract: S2-16
func (p *Provider) Poll(ctx context.Context, r generation.Request, ref string) (generation.Result, bool, error) {
	if !reference.MatchString(ref) {
		return generation.Result{}, false, refused("the reference is none of a task")
	}
	own := p.opts.Own.Image
	if r.Kind == generation.Video {
		own = p.opts.Own.Video
	}
	r, err := p.on(r, own)
	if err != nil {
		return generation.Result{}, false, err
	}
	data, err := p.link.Exchange(ctx, modellink.Call{Base: r.Model.Base, Path: "/tasks/" + ref, Key: r.Model.Key}, answerMax)
	if err != nil {
		return generation.Result{}, false, later(err)
	}
	var a struct {
		Output output `json:"output"`
	}
	if json.Unmarshal(data, &a) != nil {
		return generation.Result{}, false, modellink.Malformed("no task")
	}
	return p.stands(ctx, r, a.Output)
}

// later is a fault of asking. It says nothing of the task, so that a refused
// question does not end it.
func later(err error) error {
	if errors.Is(err, generation.ErrRefused) {
		return generation.ErrVendor.Because(errors.New(err.Error()))
	}
	return err
}

// stands turns a task's state into a result.
func (p *Provider) stands(ctx context.Context, r generation.Request, o output) (generation.Result, bool, error) {
	switch o.Status {
	case "PENDING", "RUNNING", "SUSPENDED":
		return generation.Result{}, false, nil
	case "SUCCEEDED":
		out, err := p.copy(ctx, r, o)
		return out, err == nil, err
	case "FAILED", "CANCELED":
		return generation.Result{}, false, failed(o.Status, o.Code)
	}
	return generation.Result{}, false, generation.ErrVendor.Because(fmt.Errorf("the task stands at %.20q", o.Status))
}

// copy takes what a task made.
func (p *Provider) copy(ctx context.Context, r generation.Request, o output) (generation.Result, error) {
	if r.Kind == generation.Video {
		if o.Video == "" {
			return generation.Result{}, failed("SUCCEEDED without a film", o.Code)
		}
		return p.link.Film(o.Video), nil
	}
	if len(o.Results) == 0 || o.Results[0].URL == "" {
		code := o.Code
		if len(o.Results) > 0 {
			code = o.Results[0].Code
		}
		return generation.Result{}, failed("SUCCEEDED without a picture", code)
	}
	data, err := p.link.Fetch(ctx, o.Results[0].URL, modellink.PictureMax)
	if err != nil {
		return generation.Result{}, err
	}
	return modellink.Picture(data, modellink.Mark(r, Name))
}

// failed ends a task. Where the input is to blame the member is told so.
func failed(status, code string) error {
	problem := modellink.Problem{Status: 400, Code: modellink.Clip(code, 80)}
	cause := fmt.Errorf("the task ended: %s, code %q", status, problem.Code)
	ended := generation.ErrRefused.Because(cause)
	if problem.Moderated() || problem.Code == "InvalidParameter" {
		return ended
	}
	return generation.ErrFailed.Because(ended)
}
