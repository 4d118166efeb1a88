package openai

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/modellink"
)

// answerMax bounds an answer in one piece, in bytes.
const answerMax = 1 << 20

// message is one turn of a conversation.
type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// complete asks a model to answer; asJSON asks for a JSON object.
func (p *Provider) complete(ctx context.Context, r generation.Request, messages []message, asJSON bool) (string, generation.Usage, error) {
	body := map[string]any{
		"model": r.Model.Name, "messages": messages,
		"stream": true, "stream_options": map[string]any{"include_usage": true},
	}
	if r.Model.Temperature > 0 {
		body["temperature"] = r.Model.Temperature
	}
	if r.Model.TokensMax > 0 {
		body["max_tokens"] = r.Model.TokensMax
	}
	if asJSON {
		body["response_format"] = map[string]any{"type": "json_object"}
	}
	for attempt := 0; ; attempt++ {
		reply, err := p.ask(ctx, r, body, attempt)
		if err != nil {
			return "", generation.Usage{}, err
		}
		if reply.OK() {
			return read(reply, r.Model.Key)
		}
		problem := reply.Problem()
		if !adjust(body, problem) {
			return "", generation.Usage{}, problem.Fault()
		}
	}
}

func (p *Provider) ask(ctx context.Context, r generation.Request, body map[string]any, attempt int) (*modellink.Reply, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	once := r.Number
	if attempt > 0 { // another body must not go by the same key
		once += "-" + strconv.Itoa(attempt)
	}
	return p.link.Open(ctx, modellink.Call{
		Base: r.Model.Base, Path: "/chat/completions", Key: r.Model.Key, Body: data, Once: once,
		Header: map[string]string{"X-Client-Request-Id": once},
	})
}

// read reads a success, streamed or, where the vendor does not stream, in one
// piece.
func read(reply *modellink.Reply, key string) (string, generation.Usage, error) {
	kind, _, _ := mime.ParseMediaType(reply.Header.Get("Content-Type"))
	if kind == "text/event-stream" {
		defer reply.Close()
		return readStream(reply.Stream(streamMax), key)
	}
	data, err := reply.ReadAll(answerMax)
	if err != nil {
		return "", generation.Usage{}, err
	}
	return readWhole(data, key)
}

// adjust leaves out of a body what the model does not know, and reports
// whether there was such a thing. Each call takes something away, so that it
// ends.
func adjust(body map[string]any, problem modellink.Problem) bool {
	if problem.Status != http.StatusBadRequest && problem.Status != http.StatusUnprocessableEntity {
		return false
	}
	if problem.Moderated() || !unknown(problem) {
		return false
	}
	for _, name := range []string{"stream_options", "stream", "max_tokens", "temperature", "response_format"} {
		value, there := body[name]
		if !there || !names(problem, name) {
			continue
		}
		delete(body, name)
		switch name {
		case "stream":
			delete(body, "stream_options")
		case "max_tokens": // newer models call it so
			body["max_completion_tokens"] = value
		}
		return true
	}
	return false
}

// unknown reports whether a parameter is refused for being there.
func unknown(p modellink.Problem) bool {
	said := strings.ToLower(p.Code + " " + p.Message)
	for _, word := range []string{"unsupported", "not support", "unknown", "unrecognized", "not permitted", "extra"} {
		if strings.Contains(said, word) {
			return true
		}
	}
	return false
}

// names reports whether a problem is about this parameter.
func names(p modellink.Problem, param string) bool {
	if p.Param != "" {
		return p.Param == param || strings.HasPrefix(p.Param, param+".")
	}
	return strings.Contains(p.Message, param)
}
