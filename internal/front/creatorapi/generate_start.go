package creatorapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/generation"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type writingRequest struct {
	Title        string    `json:"title"`
	Keywords     []string  `json:"keywords"`
	Requirements string    `json:"requirements"`
	ModelID      httpx.Int `json:"model_id"`
}

type writingReply struct {
	CreationID  int64  `json:"creation_id"`
	Content     string `json:"content"`
	CreditsUsed int64  `json:"credits_used"`
}

// handleWriting writes an article.
// contract: S2-12
func (a *API) handleWriting(w http.ResponseWriter, r *http.Request, c caller) error {
	var req writingRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd := generation.StartCmd{Kind: generation.Article, Prompt: req.Title, Input: generation.Input{
		Tool: r.PathValue("tool_type"), Keywords: req.Keywords, Requirements: req.Requirements,
	}}
	return a.generate(w, r, c, cmd, "title", req.ModelID, func(g generation.Generation) any {
		return writingReply{int64(g.Creation), g.Text, int64(g.Paid)}
	})
}

type imageRequest struct {
	Prompt  string    `json:"prompt"`
	Size    string    `json:"size"`
	ModelID httpx.Int `json:"model_id"`
}

type imageReply struct {
	ImageURL    string `json:"image_url"`
	CreditsUsed int64  `json:"credits_used"`
}

// sideDefault is the side of a picture of no given size, in pixels.
const sideDefault = 1024

// handleImage draws a picture.
// contract: S2-14
func (a *API) handleImage(w http.ResponseWriter, r *http.Request, c caller) error {
	var req imageRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	width, height, ok := parseSize(req.Size)
	if !ok {
		return generation.ErrInput.With("field", "size")
	}
	cmd := generation.StartCmd{Kind: generation.Image, Prompt: req.Prompt, Input: generation.Input{Width: width, Height: height}}
	return a.generate(w, r, c, cmd, "prompt", req.ModelID, func(g generation.Generation) any {
		return imageReply{a.linkSince(g), int64(g.Paid)}
	})
}

// parseSize reads "1024x768" or "1024*768"; "" is the usual size.
func parseSize(text string) (width, height int, ok bool) {
	if text == "" {
		return sideDefault, sideDefault, true
	}
	wide, high, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(text), "*", "x"), "x")
	width, err := strconv.Atoi(wide)
	if err != nil || width < 1 {
		return 0, 0, false
	}
	height, err = strconv.Atoi(high)
	return width, height, err == nil && height >= 1
}

type deckRequest struct {
	Topic   string    `json:"topic"`
	Outline []string  `json:"outline"`
	ModelID httpx.Int `json:"model_id"`
}

type deckReply struct {
	PPTID       int64  `json:"ppt_id"`
	DownloadURL string `json:"download_url"`
	CreditsUsed int64  `json:"credits_used"`
}

// handleDeck makes slides.
// contract: S2-17
func (a *API) handleDeck(w http.ResponseWriter, r *http.Request, c caller) error {
	var req deckRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd := generation.StartCmd{Kind: generation.Deck, Prompt: req.Topic, Input: generation.Input{Outline: req.Outline}}
	return a.generate(w, r, c, cmd, "topic", req.ModelID, func(g generation.Generation) any {
		return deckReply{int64(g.Creation), a.linkSince(g), int64(g.Paid)}
	})
}

// pendingReply says that a task takes longer than a request may: it goes on,
// and GET /generations/{task_id} tells how it ends.
type pendingReply struct {
	TaskID string `json:"task_id"`
	Status string `json:"status"`
}

// generate starts a paid task, waits for its end, and answers with what show
// makes of it. A repeated request waits for the same task, whose row holds all
// that the answer says: it is the same, byte for byte.
func (a *API) generate(w http.ResponseWriter, r *http.Request, c caller, cmd generation.StartCmd, required string, model httpx.Int, show func(generation.Generation) any) error {
	task, err := a.startTask(w, r, c, cmd, required, model)
	if err != nil || task == "" {
		return err
	}
	g, err := a.Generations.AwaitFor(r.Context(), c.Member, task, a.patience(r.Context()))
	switch {
	case err != nil:
		return err
	case g.State == generation.Failed:
		return g.Failure()
	case g.State == generation.Processing:
		return reply(w, "任务处理中", pendingReply{g.Task, string(g.State)})
	}
	return reply(w, "生成成功", show(g))
}

// patience leaves time to answer before the request's own time is over.
func (a *API) patience(ctx context.Context) time.Duration {
	const answering = 2 * time.Second
	if end, limited := ctx.Deadline(); limited {
		return max(min(a.Patience, time.Until(end)-answering), 0)
	}
	return a.Patience
}

// startTask starts a task once for the request, and gives its name. Where it gives
// none, the request was refused, and has been answered as it was then.
func (a *API) startTask(w http.ResponseWriter, r *http.Request, c caller, cmd generation.StartCmd, required string, model httpx.Int) (task string, err error) {
	if strings.TrimSpace(cmd.Prompt) == "" {
		return "", errMissing.With("field", required)
	}
	if model.Set && model.Value < 1 {
		return "", errField.With("field", "model_id")
	}
	cmd.Member, cmd.Paid, cmd.Model = c.Member, true, id.ID(model.Value)
	if err := a.Generations.Measure(r.Context()); err != nil {
		return "", err
	}
	once, err := idem.RequestOf(r, "creatorapi "+c.actor().String())
	if err != nil {
		return "", err
	}
	answer, err := idem.Run(r.Context(), a.Store, cmd.Member.Bucket(), once, taskRenderer{}, func(tx *store.Tx) (any, error) { return a.Generations.Start(tx, cmd) })
	if err != nil {
		return "", err
	}
	if answer.Status != http.StatusOK {
		answer.Write(w)
		return "", nil
	}
	if answer.Replayed {
		w.Header().Set("Idempotent-Replayed", "true")
	}
	return string(answer.Body), nil
}

// taskRenderer keeps the name of the task that a request started, as its
// answer: what the request is told is read from the task.
type taskRenderer struct{ renderer }

// Success is the task's name.
func (taskRenderer) Success(v any) (idem.Answer, error) {
	g, ok := v.(generation.Generation)
	if !ok {
		return idem.Answer{}, fault.ErrInternal
	}
	return idem.Answer{Status: http.StatusOK, ContentType: "text/plain", Body: []byte(g.Task)}, nil
}
