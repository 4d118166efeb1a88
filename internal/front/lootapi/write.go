package lootapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// write runs the verb once for the request and answers 200 with the value
// that it returns, as JSON. route is the bucket that the write is about;
// scope says who calls: "member:100".
func (a *API) write(w http.ResponseWriter, r *http.Request, route id.Bucket, scope string, verb func(tx *store.Tx) (any, error)) {
	call := idem.Call{Route: route, Scope: "lootapi " + scope, Render: renderer{}}
	if err := idem.Serve(w, r, a.store, call, verb); err != nil {
		a.fail(w, r, err)
	}
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
