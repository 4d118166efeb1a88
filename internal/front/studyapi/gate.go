package studyapi

import (
	"net/http"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/token"
)

// Faults of callers.
var (
	errNotAdmin = fault.New(fault.Forbidden, "studyapi.admin_required", "Only the admin of a domain may do this.")
	errNoDomain = fault.New(fault.Forbidden, "studyapi.domain_missing", "The token names no domain.")
)

// handler is one operation: it answers, or returns why not.
type handler func(w http.ResponseWriter, r *http.Request, who session.Bearer) error

// members mounts what needs a token.
func (a *API) members(pattern string, h handler) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		who, err := a.admit(w, r)
		if err == nil {
			err = h(w, r, who)
		}
		if err != nil {
			Fail(w, r, httpx.FaultOf(err))
		}
	})
}

// admins mounts what needs the token of a domain's admin.
func (a *API) admins(pattern string, h handler) {
	a.members(pattern, func(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
		switch {
		case who.Domain > 0:
			return h(w, r, who)
		case who.Role == token.RoleMember:
			return errNotAdmin
		}
		return errNoDomain
	})
}

// admit finds the caller and counts the request: for the member, or for the
// address of somebody whose token is no good.
func (a *API) admit(w http.ResponseWriter, r *http.Request) (session.Bearer, error) {
	raw, _ := httpx.Bearer(r)
	who, err := a.Bearers.Who(r.Context(), raw)
	if err != nil {
		return session.Bearer{}, a.take(w, httpx.ByIP(httpx.ClientIP(r.Context())), err)
	}
	httpx.SetActor(r.Context(), actor.OfMember(who.Member))
	return who, a.take(w, httpx.ByMember(who.Member), nil)
}

// take counts a request and writes how many are left. It returns otherwise,
// where the request is not one too many.
func (a *API) take(w http.ResponseWriter, k httpx.Key, otherwise error) error {
	q := a.Limit.Take(k)
	q.Write(w.Header())
	if !q.Allowed {
		return httpx.ErrRateLimited.With("retry_after_seconds", q.Reset)
	}
	return otherwise
}
