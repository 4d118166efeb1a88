package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// task is work that goes on after its submission.
type task struct {
	id    string
	film  bool
	stuck bool
	polls int
	state string // set by Settle; "" is by the polls
	code  string // why it failed
	file  string // what it made instead
}

// input is what DashScope's interfaces read.
type input struct {
	Prompt string `json:"prompt"`
	Text   string `json:"text"`
	Voice  string `json:"voice"`
}

// submit begins a task.
func (s *Server) submit(w http.ResponseWriter, r *http.Request, b request, f Fault) {
	var in input
	switch {
	case r.Header.Get("X-DashScope-Async") != "enable":
		reject(w, http.StatusForbidden, "AccessDenied", "current user api does not support synchronous calls")
		return
	case json.Unmarshal(b.Input, &in) != nil || in.Prompt == "":
		reject(w, http.StatusBadRequest, "InvalidParameter", "prompt is required")
		return
	case f.Kind == Nothing:
		answer(w, map[string]any{"request_id": "standin", "output": map[string]any{}})
		return
	}
	id := s.begin(strings.Contains(r.URL.Path, "video"), f.Kind == Stuck)
	if f.Kind == Lost {
		hangUp(w)
		return
	}
	answer(w, map[string]any{"request_id": "standin", "output": map[string]any{"task_id": id, "task_status": "PENDING"}})
}

func (s *Server) begin(film, stuck bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &task{id: fmt.Sprintf("task-%d", len(s.tasks)+1), film: film, stuck: stuck}
	s.tasks = append(s.tasks, t)
	return t.id
}

// Tasks is how many tasks were begun.
func (s *Server) Tasks() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.tasks)
}

// Settle says how a task stands from now on: one of DashScope's states, with
// the code of a failure, or with the name of a file that it made.
func (s *Server) Settle(id, state, code, file string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tasks {
		if t.id == id {
			t.state, t.code, t.file = state, code, file
		}
	}
}

func (s *Server) poll(w http.ResponseWriter, r *http.Request, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	output := map[string]any{"task_id": id, "task_status": "UNKNOWN"}
	for _, t := range s.tasks {
		if t.id == id {
			output = t.asked(r, s.Polls)
		}
	}
	answer(w, map[string]any{"request_id": "standin", "output": output, "usage": map[string]any{}})
}

// asked counts a poll and gives what the vendor says.
func (t *task) asked(r *http.Request, polls int) map[string]any {
	t.polls++
	state := t.state
	switch {
	case state != "":
	case t.polls == 1:
		state = "PENDING"
	case t.stuck || t.polls <= polls:
		state = "RUNNING"
	default:
		state = "SUCCEEDED"
	}
	output := map[string]any{"task_id": t.id, "task_status": state}
	switch {
	case state == "FAILED" && t.code != "":
		output["code"], output["message"] = t.code, "the task failed"
	case state == "SUCCEEDED" && t.film:
		output["video_url"] = at(r, or(t.file, "film.mp4"))
	case state == "SUCCEEDED" && t.file == "none":
		output["results"] = []any{map[string]any{"code": "InternalError", "message": "no picture"}}
	case state == "SUCCEEDED":
		output["results"] = []any{map[string]any{"url": at(r, or(t.file, "picture.png"))}}
	}
	return output
}

func or(name, otherwise string) string {
	if name != "" {
		return name
	}
	return otherwise
}

// speak reads a text aloud in DashScope's way.
func (s *Server) speak(w http.ResponseWriter, r *http.Request, b request, _ Fault) {
	var in input
	if json.Unmarshal(b.Input, &in) != nil || in.Text == "" || in.Voice == "" || len([]rune(in.Text)) > 600 {
		reject(w, http.StatusBadRequest, "InvalidParameter", "text of at most 600 characters and voice are required")
		return
	}
	answer(w, map[string]any{"request_id": "standin", "output": map[string]any{
		"finish_reason": "stop", "audio": map[string]any{"url": at(r, "speech.wav"), "data": "", "id": "audio_1"},
	}})
}

// reject answers as DashScope does.
func reject(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": message, "request_id": "standin"})
}
