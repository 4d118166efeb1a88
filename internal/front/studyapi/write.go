package studyapi

import (
	"bytes"
	"encoding/json"
	"net/http"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// decode reads a body, and keeps it where the request has an Idempotency-Key.
func decode(r *http.Request, v any) error {
	if err := idem.Keep(r); err != nil {
		return err
	}
	return httpx.Decode(r, v)
}

// decodeOptional is decode for a body that may be left out.
func decodeOptional(r *http.Request, v any) error {
	if err := idem.Keep(r); err != nil {
		return err
	}
	return httpx.DecodeOptional(r, v)
}

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
	body, err := encode(v)
	return idem.Answer{Status: http.StatusOK, ContentType: "application/json", Body: body}, err
}

// Fault is the error form as JSON.
func (renderer) Fault(f *fault.Fault) idem.Answer {
	status, reply := failure(f)
	body, err := encode(reply)
	if err != nil {
		panic("studyapi: an error cannot be encoded: " + err.Error())
	}
	return idem.Answer{Status: status, ContentType: "application/json", Body: body}
}

// encode writes JSON as httpx.WriteJSON does.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), err
}
