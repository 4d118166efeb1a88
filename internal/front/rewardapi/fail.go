package rewardapi

import (
	"fmt"
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

// errorReply is the error form. Message is a text, or a list of texts.
type errorReply struct {
	StatusCode int    `json:"statusCode"`
	Message    any    `json:"message"`
	Error      string `json:"error"`
}

// errInput is a request that does not fit; param messages says all that is
// wrong with it.
var errInput = fault.New(fault.Invalid, "rewardapi.input_invalid", "The request does not fit.")

func input(messages ...string) error { return errInput.With("messages", messages) }

// wires is how this front shows faults. The document knows 400, 401, 403,
// 404 and 500; beside them 409 means that an Idempotency-Key was used for
// something else, 413 and 429 what they always mean, and 503 that nothing
// could be done now.
var wires = httpx.Map{Codes: codes, Kinds: kinds}

var kinds = map[fault.Kind]httpx.Wire{
	fault.Internal:        {Status: http.StatusInternalServerError, Text: "Internal server error"},
	fault.Invalid:         {Status: http.StatusBadRequest},
	fault.Unauthenticated: {Status: http.StatusUnauthorized, Text: "Unauthorized"},
	fault.Forbidden:       {Status: http.StatusForbidden, Text: "Forbidden"},
	fault.NotFound:        {Status: http.StatusNotFound, Text: "Not Found"},
	fault.Conflict:        {Status: http.StatusConflict},
	fault.Refused:         {Status: http.StatusBadRequest},
	fault.Limited:         {Status: http.StatusTooManyRequests, Text: "Too Many Requests"},
	fault.Unavailable:     {Status: http.StatusServiceUnavailable},
}

var codes = map[string]httpx.Wire{
	"httpx.no_route":             {Status: http.StatusNotFound},
	"httpx.method":               {Status: http.StatusNotFound},
	"httpx.content_type":         {Status: http.StatusBadRequest, Text: "Content-Type must be application/json"},
	"httpx.body_malformed":       {Status: http.StatusBadRequest, Text: "The request body is not a valid JSON object"},
	"httpx.origin":               {Status: http.StatusForbidden, Text: "Forbidden"},
	"httpx.rate_limited":         {Status: http.StatusTooManyRequests, Text: "Too Many Requests"},
	"session.token_invalid":      {Status: http.StatusUnauthorized, Text: "Unauthorized"},
	"member.suspended":           {Status: http.StatusForbidden, Text: "账号已被停用"},
	"idem.key_invalid":           {Status: http.StatusBadRequest, Text: "Idempotency-Key 无效"},
	"idem.key_reused":            {Status: http.StatusConflict, Text: "Idempotency-Key 已用于其他请求"},
	"settlement.no_provider":     {Status: http.StatusServiceUnavailable, Text: "未配置钱包服务"},
	"settlement.currency_paused": {Status: http.StatusServiceUnavailable, Text: "该币种暂停结算,请稍后重试"},
	"rewardapi.input_invalid":    {Status: http.StatusBadRequest},
}

// Fail writes a fault in the front's form.
func Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	if after, ok := f.Params["retry_after_seconds"]; ok {
		w.Header().Set("Retry-After", fmt.Sprint(after))
	}
	reply := failure(f)
	if f.Is(httpx.ErrNoRoute) || f.Is(httpx.ErrMethod) {
		reply.Message = "Cannot " + r.Method + " " + r.URL.EscapedPath()
	}
	httpx.WriteJSON(w, reply.StatusCode, reply)
}

func failure(f *fault.Fault) errorReply {
	wire, f := wires.Of(f)
	out := errorReply{StatusCode: wire.Status, Message: wire.Text, Error: http.StatusText(wire.Status)}
	if messages, ok := f.Params["messages"].([]string); ok && f.Is(errInput) {
		out.Message = messages
	}
	if wire.Status == http.StatusRequestEntityTooLarge {
		out.Error = "Payload Too Large"
	}
	return out
}
