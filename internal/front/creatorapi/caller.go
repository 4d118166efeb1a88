package creatorapi

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
	errNobody   = fault.New(fault.Unauthenticated, "creatorapi.token_missing", "Send an access token: Authorization: Bearer …")
	errNotAdmin = fault.New(fault.Forbidden, "creatorapi.admins_only", "Only admins may do this.")
)

// audience is who may call an operation.
type audience int

const (
	public audience = iota // without a token
	users
	admins
)

// caller is who sent a request; nobody, where the operation is public.
type caller struct {
	session.Bearer
}

func (c caller) actor() actor.Actor {
	if c.Member == 0 {
		return actor.OfSystem
	}
	return actor.OfMember(c.Member)
}

// handler is one operation: it answers, or returns why not.
type handler func(w http.ResponseWriter, r *http.Request, c caller) error

// rate counts a request for its caller. Nil counts nothing: the operation
// does it.
type rate func(c caller, r *http.Request) httpx.Quota

// rate is the documented one of a method.
func (a *API) rate(method string) rate {
	if method == http.MethodGet {
		return limited(a.Limits.Query)
	}
	return limited(a.Limits.Other)
}

// limited counts a member's requests, or an address's where nobody is known.
func limited(l *httpx.Limiter) rate {
	return func(c caller, r *http.Request) httpx.Quota {
		if c.Member == 0 {
			return l.Take(httpx.ByIP(httpx.ClientIP(r.Context())))
		}
		return l.Take(httpx.ByMember(c.Member))
	}
}

// handle puts the caller's check around an operation.
func (a *API) handle(who audience, count rate, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := a.admit(w, r, who, count)
		if err == nil {
			err = h(w, r, c)
		}
		if err != nil {
			Fail(w, r, httpx.FaultOf(err))
		}
	})
}

// admit finds the caller and holds them to the rate and to the audience.
func (a *API) admit(w http.ResponseWriter, r *http.Request, who audience, count rate) (caller, error) {
	c := caller{}
	if who != public {
		raw, ok := httpx.Bearer(r, "Bearer")
		if !ok {
			return caller{}, errNobody
		}
		b, err := a.Bearers.Who(r.Context(), raw)
		if err != nil {
			return caller{}, err
		}
		c = caller{b}
		httpx.SetActor(r.Context(), c.actor())
	}
	if count != nil {
		quota := count(c, r)
		quota.Write(w.Header())
		if !quota.Allowed {
			return caller{}, httpx.ErrRateLimited.With("retry_after_seconds", quota.Reset)
		}
	}
	if who == admins && !c.IsAdmin() {
		return caller{}, errNotAdmin
	}
	return c, nil
}

// pathID reads an id of the address. One that no row can have is notFound.
func pathID(r *http.Request, name string, notFound error) (id.ID, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil || n < 1 {
		return 0, notFound
	}
	return id.ID(n), nil
}
