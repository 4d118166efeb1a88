package lootapi

import (
	"errors"
	"net/http"
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
)

// errNoOperator is a call of an operator's address without their session.
var errNoOperator = fault.New(fault.Unauthenticated, "lootapi.operator_required", "Sign in as an operator first.")

// The cookies: one for members, and one for operators that members' pages
// are never sent.
const (
	memberCookie   = "session"
	operatorCookie = "admin_session"
	operatorPath   = "/admin"
)

// member is who sent the request. Faults: session.ErrNone,
// member.ErrSuspended.
func (a *API) member(r *http.Request) (session.Session, error) {
	s, err := a.sessions.Who(r.Context(), session.OfMember, tokenOf(r, memberCookie))
	if err != nil {
		return session.Session{}, err
	}
	httpx.SetActor(r.Context(), actor.OfMember(s.Owner))
	_, err = a.directory.Resolve(r.Context(), "id:"+strconv.FormatInt(int64(s.Owner), 10))
	if errors.Is(err, member.ErrNotFound) {
		err = session.ErrNone
	}
	return s, err
}

// operator is the operator who sent the request, as their role is now.
// Faults: errNoOperator.
func (a *API) operator(r *http.Request) (operator.Operator, error) {
	s, err := a.sessions.Who(r.Context(), session.OfLootOperator, tokenOf(r, operatorCookie))
	if errors.Is(err, session.ErrNone) {
		return operator.Operator{}, errNoOperator
	}
	if err != nil {
		return operator.Operator{}, err
	}
	o, err := operator.SignedIn(r.Context(), a.store, s)
	if errors.Is(err, session.ErrNone) {
		return operator.Operator{}, errNoOperator
	}
	if err == nil {
		httpx.SetActor(r.Context(), actorOf(o))
	}
	return o, err
}

// tokenOf is the cookie's value, or "".
func tokenOf(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie hands out a session's token. Which sessions are alive is the
// server's to say; the cookie lasts as long as any may.
func (a *API) setCookie(w http.ResponseWriter, r *http.Request, name, path, token string) {
	c := &http.Cookie{
		Name: name, Value: token, Path: path, MaxAge: int(session.AgeMax.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: a.secure || r.TLS != nil,
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// endSession ends the session that the request carries, if any.
func (a *API) endSession(r *http.Request, cookie string) error {
	token := tokenOf(r, cookie)
	if token == "" {
		return nil
	}
	return a.sessions.End(r.Context(), token)
}

// nobody reports whether err only says that no member is signed in.
func nobody(err error) bool {
	return errors.Is(err, session.ErrNone) || errors.Is(err, member.ErrSuspended)
}

// scopeOf is whose Idempotency-Keys a member's are.
func scopeOf(s session.Session) string { return actor.OfMember(s.Owner).String() }
