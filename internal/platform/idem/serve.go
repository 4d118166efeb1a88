package idem

import (
	"net/http"
	"strconv"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

// Header is where a request carries its key.
const Header = "Idempotency-Key"

// Call says where a request's write belongs and who sends it.
type Call struct {
	Route  id.Bucket
	Scope  string // the front and the caller: "lootapi member:100"
	Render Renderer
	Seal   *secret.Ring // as in Request
}

// Keep reads the body of a request that carries a key, so that Serve can
// compare it. Handlers call it before they decode.
// Faults: those of httpx.Body.
func Keep(r *http.Request) error {
	if r.Header.Get(Header) == "" {
		return nil
	}
	_, err := httpx.Body(r)
	return err
}

// RequestOf says what makes a request the one that it is.
// Faults: those of httpx.Body.
func RequestOf(r *http.Request, scope string) (Request, error) {
	req := Request{Scope: scope, Key: r.Header.Get(Header)}
	if req.Key == "" {
		return req, nil
	}
	body, err := httpx.Body(r)
	req.Content = [][]byte{[]byte(r.Method), []byte(r.URL.RequestURI()), body}
	return req, err
}

// Serve runs the verb once for the request and writes its answer. What it
// returns, nothing was written for: the front's Fail does.
func Serve(w http.ResponseWriter, r *http.Request, s *store.Store, c Call, verb func(tx *store.Tx) (any, error)) error {
	req, err := RequestOf(r, c.Scope)
	if err != nil {
		return err
	}
	req.Seal = c.Seal
	answer, err := Run(r.Context(), s, c.Route, req, c.Render, verb)
	if err != nil {
		return err
	}
	answer.Write(w)
	return nil
}

// Write sends the answer.
func (a Answer) Write(w http.ResponseWriter) {
	h := w.Header()
	h["Content-Type"] = []string{a.ContentType}
	h["Content-Length"] = []string{strconv.Itoa(len(a.Body))}
	if a.Replayed {
		h["Idempotent-Replayed"] = []string{"true"}
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // an error is a client that went away
}
