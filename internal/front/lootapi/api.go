package lootapi

import (
	"net/http"
	"time"

	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/pool"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// Deps are what the front stands on.
type Deps struct {
	Store       *store.Store
	Clock       clock.Clock
	Ledger      *ledger.Ledger
	Directory   *member.Directory
	Sessions    *session.Keeper
	Operators   *operator.Service
	Lootboxes   *lootbox.Service
	Redemptions *redemption.Service
	Pool        *pool.Service
	Chain       chain.Reader
	Leaderboard *report.Leaderboard
	// Site is what the text that wallets sign says of this place.
	Site session.Site
	// Limit counts requests a member, or an address where nobody is signed
	// in; Logins counts sign-ins an address. Nil limits nothing.
	Limit  *httpx.Limiter
	Logins *httpx.Limiter
	// Secure keeps the cookies to TLS, also where a proxy ends it.
	Secure bool
	// TransactionHash reads the hash that a wallet's member names. Nil is
	// chain.ParseTransactionHash; a simulated chain may know other texts.
	TransactionHash func(wallet chain.Address, text string) (chain.Signature, error)
}

// API is the front.
type API struct {
	store       *store.Store
	clock       clock.Clock
	zone        *time.Location
	directory   *member.Directory
	sessions    *session.Keeper
	operators   *operator.Service
	lootboxes   *lootbox.Service
	redemptions *redemption.Service
	pool        *pool.Service
	chain       chain.Reader
	leaderboard *report.Leaderboard
	site        session.Site
	limit       *httpx.Limiter
	logins      *httpx.Limiter
	secure      bool
	hash        func(wallet chain.Address, text string) (chain.Signature, error)
	mux         *http.ServeMux
}

// New builds the front and its routes.
func New(d Deps) *API {
	a := &API{
		store: d.Store, clock: d.Clock, zone: d.Ledger.Zone(), directory: d.Directory, sessions: d.Sessions, operators: d.Operators,
		lootboxes: d.Lootboxes, redemptions: d.Redemptions, pool: d.Pool, chain: d.Chain, leaderboard: d.Leaderboard,
		site: d.Site, limit: d.Limit, logins: d.Logins, secure: d.Secure, hash: d.TransactionHash, mux: http.NewServeMux(),
	}
	if a.hash == nil {
		a.hash = func(_ chain.Address, text string) (chain.Signature, error) { return chain.ParseTransactionHash(text) }
	}
	a.routes()
	return a
}

// Handler serves the documented paths. It expects httpx.Front.Cookies around
// it, which checks the origin of what changes something.
func (a *API) Handler() http.Handler { return httpx.Routes(a.mux, Fail) }
