package creatorapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// envelope is every answer.
type envelope struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data"`
}

// success is the message of answers for which the document has no other.
const success = "success"

// reply answers 200 with data.
func reply(w http.ResponseWriter, message string, data any) error {
	httpx.WriteJSON(w, http.StatusOK, envelope{http.StatusOK, message, data})
	return nil
}

// verb is what a request does, inside a write. It returns the data of the
// answer; a *fault.Fault is an error that is answered though the write is
// kept.
type verb func(tx *store.Tx) (any, error)

// write runs the verb once for the request and answers with its data.
func (a *API) write(w http.ResponseWriter, r *http.Request, c caller, route id.Bucket, message string, v verb) error {
	call := idem.Call{Route: route, Scope: "creatorapi " + c.actor().String(), Render: renderer{message}}
	return idem.Serve(w, r, a.Store, call, v)
}

// renderer renders answers inside writes.
type renderer struct{ message string }

// Success is the data in its envelope.
func (re renderer) Success(v any) (idem.Answer, error) {
	if f, ok := v.(*fault.Fault); ok {
		return re.Fault(f), nil
	}
	return idem.JSON(http.StatusOK, envelope{http.StatusOK, re.message, v})
}

// Fault is the error form.
func (re renderer) Fault(f *fault.Fault) idem.Answer {
	status, form := failure(f)
	return idem.Problem(status, "application/json", form)
}
