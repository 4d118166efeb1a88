package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"unicode/utf8"
)

// Said is what models say where the Server has no Text.
const Said = "清晨先做最重要的一件事,再处理零碎的事务。"

// Usage that every answer counts.
const (
	TokensIn  = 21
	TokensOut = 34
)

type completion struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"`
	Created int64    `json:"created"`
	Model   string   `json:"model"`
	Choices []choice `json:"choices"`
	Usage   *usage   `json:"usage,omitempty"`
}

type choice struct {
	Index        int     `json:"index"`
	Message      *said   `json:"message,omitempty"`
	Delta        *said   `json:"delta,omitempty"`
	FinishReason *string `json:"finish_reason"`
}

type said struct {
	Role    string `json:"role,omitempty"`
	Content string `json:"content"`
}

type usage struct {
	In    int `json:"prompt_tokens"`
	Out   int `json:"completion_tokens"`
	Total int `json:"total_tokens"`
}

func (s *Server) chat(w http.ResponseWriter, _ *http.Request, b request, f Fault) {
	if len(b.Messages) == 0 {
		refuse(w, http.StatusBadRequest, "invalid_request_error", "messages", "messages must not be empty")
		return
	}
	for _, m := range b.Messages {
		if m.Content == "" || (m.Role != "system" && m.Role != "user" && m.Role != "assistant") {
			refuse(w, http.StatusBadRequest, "invalid_request_error", "messages", "a message has no role or no content")
			return
		}
	}
	if b.StreamOptions != nil && !b.Stream {
		refuse(w, http.StatusBadRequest, "invalid_request_error", "stream_options", "only allowed when stream is enabled")
		return
	}
	if f.Kind == Lost {
		hangUp(w)
		return
	}
	if b.Stream && f.Kind != Whole {
		s.stream(w, b, f)
		return
	}
	stop := finish(f)
	whole := completion{ID: "chatcmpl-1", Object: "chat.completion", Created: 1, Model: b.Model}
	whole.Choices = []choice{{Message: &said{"assistant", s.text()}, FinishReason: &stop}}
	if f.Kind != NoUsage {
		whole.Usage = counted()
	}
	answer(w, whole)
}

// stream sends the text in pieces, with comments between as some vendors do.
func (s *Server) stream(w http.ResponseWriter, b request, f Fault) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	part := completion{ID: "chatcmpl-1", Object: "chat.completion.chunk", Created: 1, Model: b.Model}
	for i, piece := range pieces(s.text()) {
		if i == 1 && f.Kind == Cut {
			_, _ = fmt.Fprint(w, `data: {"choices":[{"ind`)
			_ = http.NewResponseController(w).Flush()
			hangUp(w)
			return
		}
		part.Choices = []choice{{Delta: &said{"assistant", piece}}}
		event(w, part)
		_, _ = fmt.Fprint(w, ": still here\n\n")
	}
	stop := finish(f)
	part.Choices = []choice{{Delta: &said{}, FinishReason: &stop}}
	event(w, part)
	if b.StreamOptions != nil && b.StreamOptions.IncludeUsage && f.Kind != NoUsage {
		part.Choices, part.Usage = []choice{}, counted()
		event(w, part)
	}
	if f.Kind != NoDone {
		_, _ = fmt.Fprint(w, "data: [DONE]\n\n")
	}
}

func event(w http.ResponseWriter, v any) {
	data, _ := json.Marshal(v) // these always encode
	_, _ = fmt.Fprintf(w, "data: %s\n\n", data)
	_ = http.NewResponseController(w).Flush()
}

func finish(f Fault) string {
	if f.Kind == Filtered {
		return "content_filter"
	}
	return "stop"
}

func counted() *usage { return &usage{TokensIn, TokensOut, TokensIn + TokensOut} }

func (s *Server) text() string {
	if s.Text != "" {
		return s.Text
	}
	return Said
}

// pieces cuts a text into parts of a few characters.
func pieces(text string) []string {
	const characters = 5
	var parts []string
	for text != "" {
		end := 0
		for range characters {
			_, size := utf8.DecodeRuneInString(text[end:])
			end += size
		}
		parts, text = append(parts, text[:end]), text[end:]
	}
	return parts
}
