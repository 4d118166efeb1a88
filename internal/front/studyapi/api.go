package studyapi

import (
	"net/http"

	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// Deps are what the front stands on.
type Deps struct {
	Store    *store.Store
	Clock    clock.Clock
	Ledger   *ledger.Ledger
	Bearers  *session.Bearers
	Exchange *exchange.Service
	// Limit counts requests a member, or an address where nobody is named.
	// Nil limits nothing.
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
