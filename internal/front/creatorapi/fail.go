package creatorapi

import (
	"fmt"
	"net/http"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

// Fail writes a fault in the front's form.
func Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	if after, ok := f.Params["retry_after_seconds"]; ok {
		w.Header().Set("Retry-After", fmt.Sprint(after))
	}
	status, form := failure(f)
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	httpx.WriteJSON(w, status, form)
}

// failure is the HTTP status of a fault and its body: the status again, or
// one of the document's own codes.
func failure(f *fault.Fault) (int, envelope) {
	wire, _ := wires.Of(f)
	code := wire.Status
	if own, err := strconv.Atoi(wire.Code); err == nil {
		code = own
	}
	return wire.Status, envelope{Code: code, Message: wire.Text}
}
