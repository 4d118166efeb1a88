package studyapi

import (
	"net/http"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// write runs the verb once for the request and answers 200 with the value
// that it returns, as JSON.
func (a *API) write(w http.ResponseWriter, r *http.Request, route id.Bucket, who session.Bearer, verb func(tx *store.Tx) (any, error)) error {
	call := idem.Call{Route: route, Scope: "studyapi " + actor.OfMember(who.Member).String(), Render: renderer{}}
	return idem.Serve(w, r, a.Store, call, verb)
}

// renderer renders answers inside writes.
type renderer struct{}

// Success is the value as JSON.
func (renderer) Success(v any) (idem.Answer, error) {
	return idem.JSON(http.StatusOK, v)
}

// Fault is the error form as JSON.
func (renderer) Fault(f *fault.Fault) idem.Answer {
	status, reply := failure(f)
	return idem.Problem(status, "application/json", reply)
}
