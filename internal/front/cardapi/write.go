package cardapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// envelope is every successful answer.
type envelope struct {
	Status string `json:"status"`
	Code   int    `json:"code"`
	Data   any    `json:"data"`
}

// reply answers 200 with data.
func reply(w http.ResponseWriter, data any) error {
	httpx.WriteJSON(w, http.StatusOK, envelope{"success", http.StatusOK, data})
	return nil
}

// verb is what a request does, inside a write. It returns the data of the
// answer; a *fault.Fault is an error that is answered though the write is
// kept.
type verb func(tx *store.Tx) (any, error)

// write runs the verb once for the request and answers with its data.
func (a *API) write(w http.ResponseWriter, r *http.Request, c caller, route id.Bucket, status int, v verb) error {
	call := idem.Call{Route: route, Scope: "cardapi " + c.actor().String(), Render: renderer{status}, Seal: a.Answers}
	return idem.Serve(w, r, a.Store, call, v)
}

// renderer renders answers inside writes.
type renderer struct{ status int }

// Success is the data in its envelope.
func (re renderer) Success(v any) (idem.Answer, error) {
	if f, ok := v.(*fault.Fault); ok {
		return re.Fault(f), nil
	}
	return idem.JSON(re.status, envelope{"success", re.status, v})
}

// Fault is the error form.
func (re renderer) Fault(f *fault.Fault) idem.Answer {
	reply := failure(f)
	return idem.Problem(reply.Code, "application/json", reply)
}
