package coreapi

import (
	"errors"
	"net/http"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
)

// cookieName carries an operator's session.
const cookieName = "guerdon_operator"

// Faults of callers.
var (
	errNobody = fault.New(fault.Unauthenticated, "coreapi.credentials_missing", "Sign in, or send an API key.")
	errScope  = fault.New(fault.Forbidden, "coreapi.scope_missing", "The API key or the role does not allow this.")
)

// right is what a call needs of its caller.
type right int

const (
	toKnow right = iota // who they are
	toRead
	toWrite        // what members have
	toSend         // events
	toManage       // members, boxes, items, rules
	toOperate      // operators, keys, settings
	toReadDomain   // a study domain; of a domain admin their own
	toManageDomain // the same
)

// rightNames are how the description calls the rights.
var rightNames = [...]string{"any", "read", "write", "events", "manage", "operate", "domain_read", "domain_manage"}

func (r right) String() string { return rightNames[r] }

// caller is who sent a request.
type caller struct {
	actor.Actor
	key      apikey.Key
	operator operator.Operator
}

// may reports whether the caller has a right. Keys never operate; domain
// admins have no rights beyond their domain.
func (c caller) may(r right) bool {
	switch {
	case r == toKnow:
		return true
	case c.Kind == actor.APIKey:
		return keyMay(c.key, r)
	case c.operator.Role == operator.DomainAdmin:
		return r == toReadDomain || r == toManageDomain
	case r == toReadDomain:
		return c.operator.Can(operator.Auditor)
	case r == toRead:
		return c.operator.Can(operator.Auditor)
	case r == toOperate:
		return c.operator.Can(operator.Admin)
	}
	return c.operator.Can(operator.Manager)
}

func keyMay(k apikey.Key, r right) bool {
	switch r {
	case toRead, toReadDomain:
		return k.Allows(apikey.Read) || k.Allows(apikey.Write)
	case toWrite, toManage, toManageDomain:
		return k.Allows(apikey.Write)
	case toSend:
		return k.Allows(apikey.Events) || k.Allows(apikey.Write)
	}
	return false
}

// authenticate finds the caller and holds them to the right and to the rate.
func (a *API) authenticate(w http.ResponseWriter, r *http.Request, need right) (caller, error) {
	c, rate, err := a.identify(r)
	if err != nil && fault.Of(err).Kind != fault.Unauthenticated {
		return caller{}, err
	}
	httpx.SetActor(r.Context(), c.Actor)
	quota := a.Limit.Take(rate)
	quota.Write(w.Header())
	switch {
	case !quota.Allowed:
		return caller{}, httpx.ErrRateLimited
	case err != nil:
		return caller{}, err
	case !c.may(need):
		return caller{}, errScope
	}
	return c, nil
}

// identify tells who calls, and whose rate it counts for: that of a caller
// who is refused is their address's.
func (a *API) identify(r *http.Request) (caller, httpx.Key, error) {
	c, err := a.byKeyOrCookie(r)
	switch {
	case err != nil:
		return caller{}, httpx.ByIP(httpx.ClientIP(r.Context())), err
	case c.Kind == actor.APIKey:
		return c, httpx.ByAPIKey(c.ID), nil
	}
	return c, httpx.ByOperator(c.ID), nil
}

func (a *API) byKeyOrCookie(r *http.Request) (caller, error) {
	if len(r.Header["Authorization"]) > 0 {
		secret, ok := httpx.Bearer(r)
		if !ok {
			return caller{}, apikey.ErrUnknown
		}
		k, err := a.APIKeys.Check(r.Context(), secret)
		return caller{Actor: actor.Actor{Kind: actor.APIKey, ID: k.ID}, key: k}, err
	}
	cookie, err := r.Cookie(cookieName)
	if errors.Is(err, http.ErrNoCookie) {
		return caller{}, errNobody
	}
	s, err := a.Sessions.Who(r.Context(), session.OfOperator, cookie.Value)
	if err != nil {
		return caller{}, err
	}
	o, err := operator.SignedIn(r.Context(), a.Store, s)
	return caller{Actor: actor.Actor{Kind: actor.Operator, ID: o.ID}, operator: o}, err
}
