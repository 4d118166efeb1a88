package lootapi

import (
	"net/http"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// studio is the part of the front that generates.
type studio struct {
	*API
	tasks *generation.Service
}

// WithGeneration adds the operations that generate, and the files that they
// make. Without it they are not there.
func (a *API) WithGeneration(g *generation.Service) *API {
	s := studio{a, g}
	a.members("POST /generate_image", s.handleImage)
	a.members("POST /generate_async", s.handleAsync)
	a.members("POST /generate_video", s.handleVideo)
	a.members("POST /generate_chat_audio", s.handleChat)
	a.members("GET /task/{task_id}", s.handleTask)
	a.members("POST /api/product/experience/complete", s.handleExperience)
	a.mount("GET /static/{media}/{name}", s.handleFile)
	return a
}

type promptRequest struct {
	Prompt string `json:"prompt"`
}

type imageReply struct {
	Success         bool   `json:"success"`
	ImageURL        string `json:"image_url"`
	PointsEarned    int64  `json:"points_earned"`
	RemainingPoints int64  `json:"remaining_points"` // the balance, which has grown
}

// handleImage draws a picture and rewards it.
// contract: S0-20
func (s studio) handleImage(w http.ResponseWriter, r *http.Request, who session.Session) error {
	return s.generate(w, r, who, generation.Image, func(g generation.Generation) any {
		return imageReply{true, address(g), int64(g.Points), int64(g.Balance)}
	})
}

type videoReply struct {
	Success         bool   `json:"success"`
	VideoURL        string `json:"video_url"`
	PointsEarned    int64  `json:"points_earned"`
	RemainingPoints int64  `json:"remaining_points"`
}

// handleVideo makes a film and rewards it.
// contract: S0-22
func (s studio) handleVideo(w http.ResponseWriter, r *http.Request, who session.Session) error {
	return s.generate(w, r, who, generation.Video, func(g generation.Generation) any {
		return videoReply{true, address(g), int64(g.Points), int64(g.Balance)}
	})
}

type chatReply struct {
	Success      bool   `json:"success"`
	TextResponse string `json:"text_response"`
	AudioURL     string `json:"audio_url"`
}

// handleChat answers in text and sound.
// contract: S0-23
func (s studio) handleChat(w http.ResponseWriter, r *http.Request, who session.Session) error {
	return s.generate(w, r, who, generation.Chat, func(g generation.Generation) any {
		return chatReply{true, g.Text, address(g)}
	})
}

// pendingReply says that a task takes longer than a request may: it goes on,
// and its address tells how it ends.
type pendingReply struct {
	Success bool   `json:"success"`
	Pending bool   `json:"pending"`
	Error   string `json:"error"`
	TaskID  string `json:"task_id"`
	Status  string `json:"status"`
}

// generate starts a task, waits for its end, and answers with what reply
// makes of it. A repeated request waits for the same task, whose row holds
// all that the answer says: it is the same, byte for byte.
func (s studio) generate(w http.ResponseWriter, r *http.Request, who session.Session, k generation.Kind, reply func(generation.Generation) any) error {
	var req promptRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	task, err := s.start(w, r, generation.StartCmd{Member: who.Owner, Kind: k, Prompt: req.Prompt, Reward: generation.AtOnce})
	if err != nil || task == "" {
		return err
	}
	g, err := s.tasks.Await(r.Context(), who.Owner, task)
	if err != nil {
		return err
	}
	switch g.State {
	case generation.Failed:
		return g.Failure()
	case generation.Processing:
		httpx.WriteJSON(w, http.StatusAccepted, pendingReply{Pending: true, Error: "生成处理中,请稍后查询任务结果", TaskID: g.Task, Status: string(g.State)})
		return nil
	}
	httpx.WriteJSON(w, http.StatusOK, reply(g))
	return nil
}

// start starts a task once for the request, and gives its name. Where it gives
// none, the request was refused, and has been answered as it was then.
func (s studio) start(w http.ResponseWriter, r *http.Request, cmd generation.StartCmd) (task string, err error) {
	if err := s.tasks.Measure(r.Context()); err != nil {
		return "", err
	}
	once, err := idem.RequestOf(r, "lootapi "+actor.OfMember(cmd.Member).String())
	if err != nil {
		return "", err
	}
	answer, err := idem.Run(r.Context(), s.store, cmd.Member.Bucket(), once, taskRenderer{}, func(tx *store.Tx) (any, error) { return s.tasks.Start(tx, cmd) })
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
