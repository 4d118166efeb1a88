package cardapi

import (
	"net/http"
	"time"

	"guerdon/internal/domain/card"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

// Deps are what the front stands on.
type Deps struct {
	Store   *store.Store
	Clock   clock.Clock
	Bearers *session.Bearers
	Cards   *card.Service
	Printer *card.Printer
	// Answers seals the answers that are stored: they show codes.
	Answers *secret.Ring
	// BaseURL is how the front is reached from outside, without a slash at
	// its end. Next pages are addressed by it.
	BaseURL string
	// ArchiveWait is how long a caller waits for an archive before it becomes
	// a job; 0 is ten seconds.
	ArchiveWait time.Duration
	// Limit counts requests of a member. Nil limits nothing. The limits on
	// guessing codes are the domain's and always hold.
	Limit *httpx.Limiter
}

const archiveWait = 10 * time.Second

// API is the front.
type API struct {
	Deps
	mux *http.ServeMux
}

// New builds the front and its routes.
func New(d Deps) *API {
	if d.ArchiveWait == 0 {
		d.ArchiveWait = archiveWait
	}
	a := &API{Deps: d, mux: http.NewServeMux()}
	a.routes()
	return a
}

// Prefixes are the paths that are this front's.
func Prefixes() []string { return []string{root} }

// Handler serves /api/card/…, with or without a slash at the end.
func (a *API) Handler() http.Handler { return httpx.TrimSlash(httpx.Routes(a.mux, Fail)) }
