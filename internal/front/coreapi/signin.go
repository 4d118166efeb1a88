package coreapi

import (
	"net/http"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
)

func (a *API) signInRoutes() {
	a.open(a.signIn, operation{
		Method: http.MethodPost, Path: "/v1/operator/login", ID: "N-18", Summary: "Sign an operator in: the answer sets the session's cookie.",
		In: signInRequest{}, Out: signedIn{}, Status: http.StatusOK, Once: true,
		Faults: []*fault.Fault{operator.ErrCredentials, operator.ErrLocked},
	})
	a.open(a.signOut, operation{
		Method: http.MethodPost, Path: "/v1/operator/logout", ID: "N-18", Summary: "End the session, if there is one.",
		Status: http.StatusNoContent, Once: true,
	})
	a.add(toKnow, a.getMe, operation{
		Method: http.MethodGet, Path: "/v1/me", ID: "N-18", Summary: "Who calls, and what they may do.",
		Out: signedIn{}, Status: http.StatusOK,
	})
}

// open mounts an operation that anybody may call.
func (a *API) open(h func(w http.ResponseWriter, r *http.Request) error, o operation) {
	o.Open = true
	a.mux.HandleFunc(o.Method+" "+o.Path, func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			Fail(w, r, httpx.FaultOf(err))
		}
	})
	a.doc.add(o)
}

// signInRequest is a name and a password.
type signInRequest struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// signIn begins a session, always a new one; one that the browser had before
// is over.
// contract: N-18
func (a *API) signIn(w http.ResponseWriter, r *http.Request) error {
	quota := a.Logins.Take(httpx.ByIP(httpx.ClientIP(r.Context())))
	quota.Write(w.Header())
	if !quota.Allowed {
		return httpx.ErrRateLimited
	}
	var req signInRequest
	if err := httpx.Decode(r, &req); err != nil {
		return err
	}
	token, o, err := a.Operators.SignIn(r.Context(), session.OfOperator, req.Username, req.Password)
	if err != nil {
		return err
	}
	if old, err := r.Cookie(cookieName); err == nil {
		if err := a.Sessions.End(r.Context(), old.Value); err != nil {
			return err
		}
	}
	a.setCookie(w, r, token)
	c := caller{Actor: actor.Actor{Kind: actor.Operator, ID: o.ID}, operator: o}
	httpx.SetActor(r.Context(), c.Actor)
	return answer(w, a.showCaller(c, a.Clock.Now()))
}

// signOut ends the session.
// contract: N-18
func (a *API) signOut(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(cookieName); err == nil {
		if err := a.Sessions.End(r.Context(), c.Value); err != nil {
			return err
		}
	}
	a.setCookie(w, r, "")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// setCookie hands out a session's token, or takes it back. Which sessions are
// alive is the server's to say; the cookie lasts as long as any may.
func (a *API) setCookie(w http.ResponseWriter, r *http.Request, token string) {
	c := &http.Cookie{
		Name: cookieName, Value: token, Path: "/v1", MaxAge: int(session.AgeMax.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: a.Secure || r.TLS != nil,
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// getMe tells who calls.
// contract: N-18
func (a *API) getMe(w http.ResponseWriter, _ *http.Request, c caller) error {
	return answer(w, a.showCaller(c, a.Clock.Now()))
}
