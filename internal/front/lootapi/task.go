package lootapi

import (
	"net/http"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
)

type asyncRequest struct {
	Prompt string `json:"prompt"`
	Type   string `json:"type"` // image where absent
}

type asyncReply struct {
	TaskID string `json:"task_id"`
	Status string `json:"status"`
}

// asyncKinds are the types of task by their names here.
var asyncKinds = map[string]generation.Kind{
	"": generation.Image, "image": generation.Image, "video": generation.Video, "chat_audio": generation.Chat,
}

// handleAsync starts a task. Its reward waits to be claimed.
// contract: S0-21
func (s studio) handleAsync(w http.ResponseWriter, r *http.Request, who session.Session) error {
	var req asyncRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	kind, ok := asyncKinds[req.Type]
	if !ok {
		return generation.ErrKind
	}
	task, err := s.start(w, r, generation.StartCmd{Member: who.Owner, Kind: kind, Prompt: req.Prompt, Reward: generation.OnClaim})
	if err == nil && task != "" {
		httpx.WriteJSON(w, http.StatusOK, asyncReply{task, string(generation.Processing)})
	}
	return err
}

type taskReply struct {
	Status      string      `json:"status"`
	Result      *taskResult `json:"result"`
	CreatedAt   *string     `json:"created_at"`
	CompletedAt *string     `json:"completed_at"`
	Error       string      `json:"error,omitempty"` // of a failed task
}

// taskResult has the members of the task's kind.
type taskResult struct {
	ImageURL     string `json:"image_url,omitempty"`
	VideoURL     string `json:"video_url,omitempty"`
	TextResponse string `json:"text_response,omitempty"`
	AudioURL     string `json:"audio_url,omitempty"`
}

// handleTask tells how a member's own task stands.
// contract: S0-24
func (s studio) handleTask(w http.ResponseWriter, r *http.Request, who session.Session) error {
	g, err := s.tasks.Get(r.Context(), who.Owner, r.PathValue("task_id"))
	if err != nil {
		return err
	}
	reply := taskReply{Status: string(g.State), Result: resultOf(g), CreatedAt: s.wireTime(g.CreatedAt), CompletedAt: s.wireTime(g.FinishedAt)}
	if f := g.Failure(); f != nil {
		_, failed := failure(f)
		reply.Error = failed.Error
	}
	httpx.WriteJSON(w, http.StatusOK, reply)
	return nil
}

// resultOf is what a completed task made; null for others.
func resultOf(g generation.Generation) *taskResult {
	if g.State != generation.Completed {
		return nil
	}
	switch g.Kind {
	case generation.Image:
		return &taskResult{ImageURL: address(g)}
	case generation.Video:
		return &taskResult{VideoURL: address(g)}
	}
	return &taskResult{TextResponse: g.Text, AudioURL: address(g)}
}
