package cardapi

import (
	"net/http"
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
)

// Faults of callers.
var (
	errNobody   = fault.New(fault.Unauthenticated, "cardapi.token_missing", "Send an access token: Authorization: Bearer …")
	errNotAdmin = fault.New(fault.Forbidden, "cardapi.admins_only", "Only admins may do this.")
)

// audience is who may call an operation.
type audience int

const (
	anybody audience = iota // with a token
	admins
)

// caller is who sent a request.
type caller struct {
	session.Bearer
}

func (c caller) actor() actor.Actor { return actor.OfMember(c.Member) }

// handler is one operation: it answers, or returns why not.
type handler func(w http.ResponseWriter, r *http.Request, c caller) error

// handle puts the caller's check around an operation.
func (a *API) handle(who audience, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := a.admit(w, r, who)
		if err == nil {
			err = h(w, r, c)
		}
		if err != nil {
			Fail(w, r, httpx.FaultOf(err))
		}
	})
}

// admit finds the caller and holds them to the rate and to the audience.
func (a *API) admit(w http.ResponseWriter, r *http.Request, who audience) (caller, error) {
	raw, ok := httpx.Bearer(r, "Bearer", "Token")
	if !ok {
		return caller{}, errNobody
	}
	b, err := a.Bearers.Who(r.Context(), raw)
	if err != nil {
		return caller{}, err
	}
	c := caller{b}
	httpx.SetActor(r.Context(), c.actor())
	quota := a.Limit.Take(httpx.ByMember(c.Member))
	quota.Write(w.Header())
	switch {
	case !quota.Allowed:
		return caller{}, httpx.ErrRateLimited.With("retry_after_seconds", quota.Reset)
	case who == admins && !c.IsAdmin():
		return caller{}, errNotAdmin
	}
	return c, nil
}

// pathID reads an id of the address. One that no row can have is notFound.
func pathID(r *http.Request, notFound error) (id.ID, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || n < 1 {
		return 0, notFound
	}
	return id.ID(n), nil
}
