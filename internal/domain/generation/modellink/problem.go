package modellink

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"guerdon/internal/domain/generation"
)

// problemMax bounds what is read of a refusal, in bytes.
const problemMax = 64 << 10

// Problem is what a vendor says of a call that it did not do.
type Problem struct {
	Status            int    // of HTTP; 0 where it stands inside a success
	Code              string // "invalid_api_key", "Throttling.RateQuota"
	Type              string // "invalid_request_error"
	Param             string // the parameter at fault
	Message           string // the vendor's words, without the key
	RetryAfterSeconds int    // 0 where it did not say
}

// Problem reads the vendor's refusal, and closes the reply.
func (r *Reply) Problem() Problem {
	defer r.Close()
	var body bytes.Buffer
	_, _ = body.ReadFrom(r.Stream(problemMax)) // a cut refusal is one too
	p := ParseProblem(body.Bytes(), r.key)
	p.Status, p.RetryAfterSeconds = r.Status, retryAfter(r.Header)
	if r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden {
		p.Message = "" // here vendors repeat parts of the key
	}
	return p
}

// refusal is both vendors' form: OpenAI's members stand in "error",
// DashScope's at the top.
type refusal struct {
	Error   json.RawMessage `json:"error"`
	Code    any             `json:"code"`
	Type    any             `json:"type"`
	Param   any             `json:"param"`
	Message any             `json:"message"`
}

// ParseProblem reads the body of a refusal, of which nothing need be there.
func ParseProblem(body []byte, key string) Problem {
	var r refusal
	if json.Unmarshal(body, &r) != nil {
		return Problem{}
	}
	if inner := bytes.TrimSpace(r.Error); len(inner) > 0 && inner[0] == '{' {
		r = refusal{}
		if json.Unmarshal(inner, &r) != nil {
			return Problem{}
		}
	} else if words := ""; len(inner) > 0 && inner[0] == '"' && json.Unmarshal(inner, &words) == nil {
		r.Message = words
	}
	return Problem{
		Code: word(r.Code, key), Type: word(r.Type, key), Param: word(r.Param, key),
		Message: clean(text(r.Message), key, 200),
	}
}

// Fault is what the problem means for the task.
func (p Problem) Fault() error {
	cause := fmt.Errorf("status %d, code %q, param %q: %s", p.Status, p.code(), p.Param, p.Message)
	if p.refuses() {
		return generation.ErrRefused.Because(cause)
	}
	f := generation.ErrVendor
	if p.RetryAfterSeconds > 0 {
		f = f.With("retry_after_seconds", p.RetryAfterSeconds)
	}
	return f.Because(cause)
}

func (p Problem) code() string {
	if p.Code != "" {
		return p.Code
	}
	return p.Type
}

// Moderated reports whether the vendor found the content unfit.
func (p Problem) Moderated() bool {
	code := strings.NewReplacer("_", "", "-", "", ".", "").Replace(strings.ToLower(p.code()))
	for _, word := range []string{"contentpolicy", "contentfilter", "moderation", "datainspection", "ipinfringement", "sensitive"} {
		if strings.Contains(code, word) {
			return true
		}
	}
	return false
}

// ours are the codes of a 400 that no other prompt would avoid: the account,
// the key, the model's name, a parameter that the model does not know.
var ours = []string{
	"arrearage", "billing_hard_limit_reached", "insufficient_quota", "invalid_api_key", "invalidapikey",
	"model_not_found", "modelnotfound", "model_not_supported", "invalidurl", "unsupportedoperation",
	"unsupported_parameter", "unsupported_value", "unknown_parameter", "badrequest.emptymodel",
}

// refuses reports whether this input is refused for good.
func (p Problem) refuses() bool {
	if p.Moderated() {
		return true
	}
	switch p.Status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return !slices.Contains(ours, strings.ToLower(p.code())) && !strings.EqualFold(p.Param, "model")
	}
	return false
}

// retryMax bounds what a vendor may ask for, in seconds.
const retryMax = 3600

// retryAfter reads seconds, or a date against the answer's own.
func retryAfter(h http.Header) int {
	text := h.Get("Retry-After")
	if n, err := strconv.Atoi(text); err == nil {
		return min(max(n, 0), retryMax)
	}
	at, err := http.ParseTime(text)
	now, err2 := http.ParseTime(h.Get("Date"))
	if err != nil || err2 != nil {
		return 0
	}
	return int(min(max(at.Sub(now), 0), retryMax*time.Second) / time.Second)
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64: // some vendors number their codes
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func word(v any, key string) string { return clean(text(v), key, 80) }

// clean makes a vendor's text fit for a log line: no key, no control
// characters, at most so many characters.
func clean(s, key string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, redact(s, key))
	return Clip(s, most)
}

// redact takes a key out of a text.
func redact(s, key string) string {
	if key == "" {
		return s
	}
	return strings.ReplaceAll(s, key, "[key]")
}

// Clip cuts a text to most characters.
func Clip(s string, most int) string {
	for i := range s {
		if most == 0 {
			return s[:i]
		}
		most--
	}
	return s
}
