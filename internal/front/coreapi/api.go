package coreapi

import (
	"net/http"

	"guerdon/internal/domain/account"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/model"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/session"
	"guerdon/internal/domain/setting"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/secret"
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
	APIKeys     *apikey.Checker
	Events      *event.Registry
	Lootboxes   *lootbox.Service
	Redemptions *redemption.Service
	// Cards and CardPrinter may be nil where there are no cards.
	Cards       *card.Service
	Answers     *secret.Ring // seals stored answers that show a card's code
	CardPrinter *card.Printer
	// Exchange may be nil where nobody studies.
	Exchange *exchange.Service
	// Rewards and Settlements may be nil where nothing is adopted.
	Rewards     *reward.Service
	Settlements *settlement.Service
	// Accounts may be nil where nobody registers with a password.
	Accounts *account.Service
	// Chain proves payouts of redemptions; nil where there is no chain.
	Chain chain.Reader
	// Coupons and Activities may be nil where nothing is sold.
	Coupons    *coupon.Service
	Activities *activity.Service
	// Orders may be nil where nothing is sold.
	Orders *order.Service
	// Publications may be nil where nothing is published.
	Publications *publication.Service
	// Generations and Models may be nil where nothing is generated for pay.
	Generations *generation.Service
	Models      *model.Service
	// Settings are those that operators may change.
	Settings []setting.Spec
	// Limit counts requests a caller, and refused callers by their address.
	// Nil limits nothing.
	Limit *httpx.Limiter
	// Logins counts sign-ins an address. It guards passwords: set it also
	// where request rates are not limited.
	Logins *httpx.Limiter
	Secure bool // cookies only over TLS
}

// API is the front.
//
// Its Handler is to be wrapped in an httpx.Front with Fail as its Fail, and
// with Cookies and Origins set: a cookie alone proves an operator, so it is
// the wrapper's check of the origin, beside the cookie's SameSite, that keeps
// other sites' pages from acting in an operator's name.
type API struct {
	Deps
	mux *http.ServeMux
	doc *document
}

// New builds the front and its routes.
func New(d Deps) *API {
	a := &API{Deps: d, mux: http.NewServeMux(), doc: newDocument()}
	a.routes()
	return a
}

// Handler serves /v1/…
func (a *API) Handler() http.Handler { return httpx.Routes(a.mux, Fail) }
