package studyapi

import (
	"fmt"
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

// errorReply is the error form.
type errorReply struct {
	Success bool   `json:"success"`
	Error   string `json:"error"`
	Code    string `json:"code"`
}

// Fail writes a fault in the front's form.
func Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	if after, ok := f.Params["retry_after_seconds"]; ok {
		w.Header().Set("Retry-After", fmt.Sprint(after))
	}
	status, reply := failure(f)
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	httpx.WriteJSON(w, status, reply)
}

func failure(f *fault.Fault) (status int, reply errorReply) {
	wire, f := wires.Of(f)
	code := wire.Code
	if code == "" {
		code = wires.Kinds[f.Kind].Code
	}
	return wire.Status, errorReply{Error: wire.Text, Code: code}
}
