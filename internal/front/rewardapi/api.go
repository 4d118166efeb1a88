package rewardapi

import (
	"net/http"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/session"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// Deps are what the front stands on.
type Deps struct {
	Store       *store.Store
	Clock       clock.Clock
	Bearers     *session.Bearers
	Rewards     *reward.Service
	Settlements *settlement.Service
	// Limit counts requests a member, or an address where the token is not
	// good. Nil limits nothing.
	Limit *httpx.Limiter
}

// API is the front.
type API struct {
	Deps
	mux *http.ServeMux
}

// New builds the front and its routes.
func New(d Deps) *API {
	a := &API{Deps: d, mux: http.NewServeMux()}
	a.routes()
	return a
}

// Handler serves the documented paths.
func (a *API) Handler() http.Handler { return httpx.Routes(a.mux, Fail) }

// routes is every operation of the front.
func (a *API) routes() {
	a.mount("GET /health", a.handleHealth)
	a.members("GET /rewards/summary", a.handleSummary)
	a.members("GET /rewards/details", a.handleDetails)
	a.members("GET /rewards/pending", a.handlePending)
	a.members("POST /rewards/settle", a.handleSettle)
	a.mount("GET /api", a.handlePage)
	a.mount("GET /api-json", a.handleDocument)
	for name := range assets {
		a.mount("GET "+assetPrefix+name, a.handleAsset)
	}
}

// mount puts a handler at its address; what it returns is answered by Fail.
func (a *API) mount(pattern string, h func(w http.ResponseWriter, r *http.Request) error) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			Fail(w, r, httpx.FaultOf(err))
		}
	})
}

// members mounts what needs a member's token.
func (a *API) members(pattern string, h func(w http.ResponseWriter, r *http.Request, member id.ID) error) {
	a.mount(pattern, func(w http.ResponseWriter, r *http.Request) error {
		who, err := a.member(r)
		key := httpx.ByMember(who)
		if err != nil {
			key = httpx.ByIP(httpx.ClientIP(r.Context())) // so that trying tokens is bounded too
		}
		quota := a.Limit.Take(key)
		quota.Write(w.Header())
		switch {
		case !quota.Allowed:
			return httpx.ErrRateLimited.With("retry_after_seconds", quota.Reset)
		case err != nil:
			return err
		}
		return h(w, r, who)
	})
}

// member is who sent the request. Faults: session.ErrToken,
// member.ErrSuspended.
func (a *API) member(r *http.Request) (id.ID, error) {
	raw, ok := httpx.Bearer(r)
	if !ok {
		return 0, session.ErrToken
	}
	b, err := a.Bearers.Who(r.Context(), raw)
	if err == nil {
		httpx.SetActor(r.Context(), actor.OfMember(b.Member))
	}
	return b.Member, err
}
