package creatorapi

import (
	"net/http"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/generation"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
)

type videoRequest struct {
	Script   string    `json:"script"`
	Duration httpx.Int `json:"duration"`
	ModelID  httpx.Int `json:"model_id"`
}

// secondsDefault is the length of a film of no given one.
const secondsDefault = 30

// handleVideo starts a film.
// contract: S2-15
func (a *API) handleVideo(w http.ResponseWriter, r *http.Request, c caller) error {
	var req videoRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	seconds := req.Duration.Or(secondsDefault)
	if seconds < 1 || seconds > generation.SecondsMax {
		return generation.ErrInput.With("field", "duration")
	}
	cmd := generation.StartCmd{Kind: generation.Video, Prompt: req.Script, Input: generation.Input{Seconds: int(seconds)}}
	task, err := a.startTask(w, r, c, cmd, "script", req.ModelID)
	if err != nil || task == "" {
		return err
	}
	return reply(w, "任务已创建", pendingReply{task, string(generation.Processing)})
}

type videoStatus struct {
	TaskID      string `json:"task_id"`
	Status      string `json:"status"`
	VideoURL    text   `json:"video_url"`
	CreditsUsed int64  `json:"credits_used"`
	Error       string `json:"error,omitempty"` // of a failed one
}

// handleVideoStatus tells how a member's own film stands.
// contract: S2-16
func (a *API) handleVideoStatus(w http.ResponseWriter, r *http.Request, c caller) error {
	g, err := a.Generations.Get(r.Context(), c.Member, r.PathValue("task_id"))
	if err != nil {
		return err
	}
	if g.Kind != generation.Video || g.Charge == generation.NoCharge {
		return generation.ErrNotFound
	}
	return reply(w, success, videoStatus{g.Task, string(g.State), text(a.link(g.File)), int64(g.Paid), why(g)})
}

// why is what is said of a failed task.
func why(g generation.Generation) string {
	f := g.Failure()
	if f == nil {
		return ""
	}
	_, form := failure(f)
	return form.Message
}

// taskReply is any of a member's paid tasks.
type taskReply struct {
	TaskID      string   `json:"task_id"`
	Type        string   `json:"type"`
	Status      string   `json:"status"`
	CreationID  *int64   `json:"creation_id"`
	Content     text     `json:"content"` // of a writing
	URL         text     `json:"url"`     // of the others
	CreditsUsed int64    `json:"credits_used"`
	CreatedAt   wireTime `json:"created_at"`
	FinishedAt  wireTime `json:"finished_at"`
	Error       string   `json:"error,omitempty"`
}

func (a *API) showTask(g generation.Generation) taskReply {
	out := taskReply{
		TaskID: g.Task, Type: string(g.Kind.Type()), Status: string(g.State), URL: text(a.link(g.File)), CreditsUsed: int64(g.Paid),
		CreatedAt: wireTime(g.CreatedAt), FinishedAt: wireTime(g.FinishedAt), Error: why(g),
	}
	if g.Creation != 0 {
		made := int64(g.Creation)
		out.CreationID = &made
	}
	if g.Kind == generation.Article {
		out.Content = text(g.Text)
	}
	return out
}

// handleTask tells how any of a member's own paid tasks stands: what a client
// polls where generating took longer than a request.
// contract: S2-P2
func (a *API) handleTask(w http.ResponseWriter, r *http.Request, c caller) error {
	g, err := a.Generations.Get(r.Context(), c.Member, r.PathValue("task_id"))
	if err != nil {
		return err
	}
	if g.Charge == generation.NoCharge {
		return generation.ErrNotFound
	}
	return reply(w, success, a.showTask(g))
}

// linkSince is the address of a task's file that works for some time from its
// end on: the same, whenever it is asked for. It ends in the middle of a
// second, so that the time between two looks at the clock does not move it.
func (a *API) linkSince(g generation.Generation) string {
	return a.linkFrom(g.File, g.FinishedAt-g.FinishedAt%1_000_000+500_000)
}

// link is the address of a file that works for some time from now on.
func (a *API) link(file string) string { return a.linkFrom(file, a.Clock.Now()) }

func (a *API) linkFrom(file string, since instant.Instant) string {
	if file == "" {
		return ""
	}
	left := since.Add(a.LinkTime).Sub(a.Clock.Now())
	return a.FileURL + root + filesPath + file + "?" + a.FileLinks.Sign(file, left).Encode()
}
