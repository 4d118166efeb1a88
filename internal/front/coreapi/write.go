package coreapi

import (
	"errors"
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// handler is one operation: it answers, or returns why not.
type handler func(w http.ResponseWriter, r *http.Request, c caller) error

// handle puts the caller's check around an operation.
func (a *API) handle(need right, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := a.authenticate(w, r, need)
		if err == nil {
			err = h(w, r, c)
		}
		if err != nil {
			Fail(w, r, httpx.FaultOf(err))
		}
	})
}

// call is where a request's write belongs and how its success is answered.
type call struct {
	route  id.Bucket
	status int
	// early is why the request was refused before its write (no such member).
	// It is not kept: the same request may be sent again once that is mended.
	// An answer that is kept goes before it.
	early error
	// secret, where set, stands for a body that holds a password: no
	// fingerprint of such a body is stored.
	secret []byte
	// seal seals the stored answer, which shows a card's code.
	seal bool
	// shown adds to the answer what must not be stored.
	shown func(stored any) any
}

// verb is what a write does.
type verb func(tx *store.Tx) (any, error)

// write runs the verb once for the request and answers with its result.
func (a *API) write(w http.ResponseWriter, r *http.Request, c caller, k call, do verb) error {
	req := idem.Request{Scope: "coreapi " + c.String(), Key: r.Header.Get(idem.Header)}
	if req.Key == "" && k.early != nil {
		return k.early
	}
	if k.early != nil {
		do = func(*store.Tx) (any, error) { return nil, unkept{k.early} }
	}
	if req.Key != "" {
		body := k.secret
		if body == nil {
			var err error
			if body, err = httpx.Body(r); err != nil {
				return err
			}
		}
		req.Content = [][]byte{[]byte(r.Method), []byte(r.URL.RequestURI()), body}
	}
	if k.seal {
		req.Seal = a.Answers
	}
	re := &renderer{lang: language(r), status: k.status, shown: k.shown}
	answer, err := idem.Run(r.Context(), a.Store, k.route, req, re, do)
	var early unkept
	switch {
	case errors.As(err, &early):
		return early.error
	case err != nil:
		return err
	case k.shown == nil:
	case answer.Replayed && answer.Status == k.status:
		return errShownOnce
	case answer.Status == k.status:
		answer.Body, err = httpx.EncodeJSON(k.shown(re.last))
	}
	if err == nil {
		answer.Write(w)
	}
	return err
}

// unkept hides a fault from the record of answers.
type unkept struct{ error }
