package lootapi

import (
	"fmt"
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/chain"
	"guerdon/internal/platform/httpx"
)

// errorReply is the error form.
type errorReply struct {
	Success bool   `json:"success"`
	Pending bool   `json:"pending,omitempty"` // ask again: nothing has failed
	Error   string `json:"error"`
}

// Fail writes a fault in the front's form.
func Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	if after, ok := f.Params["retry_after_seconds"]; ok {
		w.Header().Set("Retry-After", fmt.Sprint(after))
	}
	status, reply := failure(f)
	httpx.WriteJSON(w, status, reply)
}

// fail is Fail for any error.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) { Fail(w, r, httpx.FaultOf(err)) }

func failure(f *fault.Fault) (status int, reply errorReply) {
	wire, f := wires.Of(f)
	return wire.Status, errorReply{Error: wire.Text, Pending: f.Code == chain.ErrNotFinal.Code}
}
