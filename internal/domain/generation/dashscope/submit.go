package dashscope

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
)

// answerMax bounds an answer, in bytes.
const answerMax = 1 << 20

// reference is what a task may be called.
var reference = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// Submit begins a picture or a film, and gives the task's id. Faults:
// generation.ErrRefused and generation.ErrVendor, nothing was begun;
// generation.ErrSubmitUnknown, it may have been. contract: S2-14, S2-15
func (p *Provider) Submit(ctx context.Context, r generation.Request) (string, error) {
	path, own, parametersOf := "/services/aigc/text2image/image-synthesis", p.opts.Own.Image, pictureParameters
	if r.Kind == generation.Video {
		path, own, parametersOf = "/services/aigc/video-generation/video-synthesis", p.opts.Own.Video, filmParameters
	}
	if !p.Async(r) {
		return "", refused("this kind is no task")
	}
	r, err := p.on(r, own)
	if err != nil {
		return "", err
	}
	parameters, err := parametersOf(r.Model.Name, r.Input)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(map[string]any{
		"model": r.Model.Name, "input": map[string]any{"prompt": r.Prompt}, "parameters": parameters,
	})
	if err != nil {
		return "", err
	}
	p.link.Fresh()
	reply, err := p.link.Open(ctx, modellink.Call{
		Base: r.Model.Base, Path: path, Key: r.Model.Key, Body: body,
		Header: map[string]string{"X-DashScope-Async": "enable"},
	})
	if err != nil {
		return "", unsure(err)
	}
	return submitted(reply)
}

// unsure is what a failed submission is: nothing was begun where nothing was
// sent.
func unsure(err error) error {
	if modellink.Sent(err) {
		return generation.ErrSubmitUnknown.Because(err)
	}
	return err
}

// submitted reads the answer to a submission.
func submitted(reply *modellink.Reply) (string, error) {
	if !reply.OK() {
		return "", declined(reply.Problem())
	}
	data, err := reply.ReadAll(answerMax)
	if err != nil {
		return "", unsure(err)
	}
	var a struct {
		Output struct {
			TaskID string `json:"task_id"`
		} `json:"output"`
	}
	if json.Unmarshal(data, &a) != nil || !reference.MatchString(a.Output.TaskID) {
		return "", generation.ErrSubmitUnknown.Because(errors.New("a success that names no task"))
	}
	return a.Output.TaskID, nil
}

// declined tells the vendor's own refusals, which begin nothing, from what a
// gateway says when it lost sight of the vendor.
func declined(problem modellink.Problem) error {
	switch {
	case problem.Status == http.StatusRequestTimeout, problem.Status == http.StatusGatewayTimeout,
		problem.Status >= http.StatusInternalServerError && problem.Code == "":
		return generation.ErrSubmitUnknown.Because(fmt.Errorf("status %d, code %q", problem.Status, problem.Code))
	}
	return problem.Fault()
}
