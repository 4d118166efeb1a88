package lootapi

import (
	"net/http"

	"guerdon/internal/base/actor"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
)

// What an operator's role must include.
const (
	toRead   = operator.Auditor
	toManage = operator.Manager
)

// mount puts a handler at its address; what it returns is answered by fail.
func (a *API) mount(pattern string, h func(w http.ResponseWriter, r *http.Request) error) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			a.fail(w, r, err)
		}
	})
}

// signIn mounts what begins sessions: counted strictly, by address.
func (a *API) signIn(pattern string, h func(w http.ResponseWriter, r *http.Request) error) {
	a.mount(pattern, func(w http.ResponseWriter, r *http.Request) error {
		if err := take(w, a.logins, byAddress(r)); err != nil {
			return err
		}
		return h(w, r)
	})
}

// public mounts what anybody may call.
func (a *API) public(pattern string, h func(w http.ResponseWriter, r *http.Request) error) {
	a.mount(pattern, func(w http.ResponseWriter, r *http.Request) error {
		if err := take(w, a.limit, byAddress(r)); err != nil {
			return err
		}
		return h(w, r)
	})
}

// members mounts what needs a member's session.
func (a *API) members(pattern string, h func(w http.ResponseWriter, r *http.Request, s session.Session) error) {
	a.mount(pattern, func(w http.ResponseWriter, r *http.Request) error {
		s, err := a.member(r)
		if err != nil {
			return a.refuse(w, r, err)
		}
		if err := take(w, a.limit, httpx.ByMember(s.Owner)); err != nil {
			return err
		}
		return h(w, r, s)
	})
}

// operatorsOnly mounts what needs an operator's session and role.
func (a *API) operatorsOnly(pattern string, need operator.Role, h func(w http.ResponseWriter, r *http.Request, o operator.Operator) error) {
	a.mount(pattern, func(w http.ResponseWriter, r *http.Request) error {
		o, err := a.operator(r)
		if err != nil {
			return a.refuse(w, r, err)
		}
		if err := take(w, a.limit, httpx.ByOperator(o.ID)); err != nil {
			return err
		}
		if !o.Can(need) {
			return operator.ErrForbidden
		}
		return h(w, r, o)
	})
}

// refuse counts a caller without a session by their address, so that trying
// tokens is bounded too.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, why error) error {
	if err := take(w, a.limit, byAddress(r)); err != nil {
		return err
	}
	return why
}

// take counts a request, and writes how many are left.
func take(w http.ResponseWriter, l *httpx.Limiter, k httpx.Key) error {
	q := l.Take(k)
	q.Write(w.Header())
	if !q.Allowed {
		return httpx.ErrRateLimited.With("retry_after_seconds", q.Reset)
	}
	return nil
}

func byAddress(r *http.Request) httpx.Key { return httpx.ByIP(httpx.ClientIP(r.Context())) }

// actorOf is the operator as the audit knows them.
func actorOf(o operator.Operator) actor.Actor { return actor.Actor{Kind: actor.Operator, ID: o.ID} }
