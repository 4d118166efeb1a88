package cardapi

import (
	"fmt"
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/httpx"
)

// errorReply is the error form.
type errorReply struct {
	Status    string         `json:"status"`
	Code      int            `json:"code"`
	Message   string         `json:"message"`
	ErrorCode string         `json:"error_code"`
	Details   map[string]any `json:"details"`
}

// Fail writes a fault in the front's form.
func Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	if after, ok := f.Params["retry_after_seconds"]; ok {
		w.Header().Set("Retry-After", fmt.Sprint(after))
	}
	reply := failure(f)
	if reply.Code == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	httpx.WriteJSON(w, reply.Code, reply)
}

func failure(f *fault.Fault) errorReply {
	wire, f := wires.Of(f)
	if wire.Code == "" {
		wire.Code = kinds[f.Kind].Code
	}
	details := map[string]any{}
	for name, value := range f.Params {
		details[name] = detail(value)
	}
	return errorReply{"error", wire.Status, wire.Text, wire.Code, details}
}

// detail writes a fault's parameter as the rest of the front would.
func detail(value any) any {
	if at, ok := value.(instant.Instant); ok {
		return wireTime(at)
	}
	return value
}
