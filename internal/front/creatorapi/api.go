package creatorapi

import (
	"net/http"

	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// Deps are what the front stands on.
type Deps struct {
	Store   *store.Store
	Clock   clock.Clock
	Bearers *session.Bearers
	Ledger  *ledger.Ledger
	Limits  Limits
	AccountDeps
	CreditDeps
	CampaignDeps
	GenerateDeps
	PublishDeps
}

// Limits are the documented rates. Nil limits nothing. Limits on guessing
// passwords are the domain's and always hold.
type Limits struct {
	Auth  *httpx.Limiter // 10 a minute, an address or member
	Query *httpx.Limiter // 100 a minute
	Other *httpx.Limiter // 60 a minute
	AI    *httpx.Limiter // 20 an hour, for those without a membership
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

// Prefixes are the paths that are this front's.
func Prefixes() []string { return []string{root} }

// Handler serves /api/v1/…, with or without a slash at the end.
func (a *API) Handler() http.Handler { return httpx.TrimSlash(httpx.Routes(a.mux, Fail)) }
