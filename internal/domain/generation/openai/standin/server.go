package standin

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
)

// bodyMax bounds a request's body, in bytes.
const bodyMax = 1 << 20

// Call is a request that arrived.
type Call struct {
	Method string
	Path   string
	Once   string // its Idempotency-Key
	Async  bool   // it asks for a task
	Keyed  bool   // it carries a key
	Body   string
}

// Server is the vendor. Its zero value with a Key is ready; it may be shared
// by goroutines.
type Server struct {
	Key   string // that calls must carry
	Polls int    // polls before a task succeeds; the first two say PENDING and RUNNING
	Text  string // what models say; "" is a sentence

	mu     sync.Mutex
	faults map[string][]Fault
	calls  []Call
	tasks  []*task
}

// Handler serves all interfaces. Only the end of an address counts, so that a
// base may be of any form.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMax))
		if err != nil {
			refuse(w, http.StatusRequestEntityTooLarge, "invalid_request_error", "", "too large")
			return
		}
		f := s.arrived(r, body)
		if !f.before(w, r, s.Key) {
			s.serve(w, r, body, f)
		}
	})
}

func (s *Server) arrived(r *http.Request, body []byte) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, Call{
		Method: r.Method, Path: r.URL.Path, Once: r.Header.Get("Idempotency-Key"),
		Async: r.Header.Get("X-DashScope-Async") == "enable", Keyed: r.Header.Get("Authorization") != "", Body: string(body),
	})
	for end, queue := range s.faults {
		if strings.Contains(r.URL.Path, end) && len(queue) > 0 {
			s.faults[end] = queue[1:]
			return queue[0]
		}
	}
	return Fault{}
}

// serve answers by the end of the address.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte, f Fault) {
	if name, ok := after(r.URL.Path, "/files/"); ok {
		file(w, name)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+s.Key {
		// As vendors do, with the key in it: clients must not pass it on.
		refuse(w, http.StatusUnauthorized, "invalid_api_key", "", "Incorrect API key provided: "+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		return
	}
	if id, ok := after(r.URL.Path, "/tasks/"); ok && r.Method == http.MethodGet {
		s.poll(w, r, id)
		return
	}
	var b request
	if r.Method != http.MethodPost || json.Unmarshal(body, &b) != nil || b.Model == "" {
		refuse(w, http.StatusBadRequest, "invalid_request_error", "model", "you must provide a model parameter")
		return
	}
	for end, serve := range map[string]func(http.ResponseWriter, *http.Request, request, Fault){
		"/chat/completions": s.chat, "/images/generations": s.image, "/audio/speech": s.speech,
		"/text2image/image-synthesis": s.submit, "/video-generation/video-synthesis": s.submit,
		"/multimodal-generation/generation": s.speak,
	} {
		if strings.HasSuffix(r.URL.Path, end) {
			serve(w, r, b, f)
			return
		}
	}
	refuse(w, http.StatusNotFound, "invalid_request_error", "", "no such address")
}

func after(path, part string) (rest string, ok bool) {
	_, rest, ok = strings.Cut(path, part)
	return rest, ok
}

// Fail queues faults for addresses that contain part.
func (s *Server) Fail(part string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults == nil {
		s.faults = map[string][]Fault{}
	}
	s.faults[part] = append(s.faults[part], faults...)
}

// Calls are the requests that arrived at addresses that contain part.
func (s *Server) Calls(part string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var calls []Call
	for _, c := range s.calls {
		if strings.Contains(c.Path, part) {
			calls = append(calls, c)
		}
	}
	return calls
}

// request is the body of any call.
type request struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	} `json:"messages"`
	Stream        bool `json:"stream"`
	StreamOptions *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	ResponseFormat any             `json:"response_format"`
	Prompt         string          `json:"prompt"`
	Voice          string          `json:"voice"`
	Input          json.RawMessage `json:"input"`
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// refuse answers as OpenAI does; DashScope's members stand beside.
func refuse(w http.ResponseWriter, status int, code, param, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"error":      map[string]any{"message": message, "type": "invalid_request_error", "param": param, "code": code},
		"request_id": "standin",
	})
}
