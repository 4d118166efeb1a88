package site

import (
	"net/http"
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/httpx"
)

// Deps are what the site stands on.
type Deps struct {
	Printer *card.Printer
	Blobs   *blob.Store
	Links   *blob.Signer
	// UseURL is where the page sends a code: the address of cards/use/.
	UseURL string
	// SignInURL is where a visitor without a token is sent; "" is nowhere.
	SignInURL string
	// Limit counts pictures and pages an address. Nil limits nothing.
	Limit *httpx.Limiter
}

// Site is the front.
type Site struct {
	Deps
	mux *http.ServeMux
}

// New builds the site and its routes.
func New(d Deps) *Site {
	s := &Site{Deps: d, mux: http.NewServeMux()}
	s.add("GET /c/{code}", s.page)
	s.add("GET /c/assets/{name}", s.asset)
	s.add("GET /qr/{file}", s.picture)
	s.add("GET /downloads/{kind}/{version}/{file}", s.download)
	return s
}

// Prefixes are the paths that are this front's.
func Prefixes() []string { return []string{"/c", "/qr", "/downloads"} }

// Handler serves them.
func (s *Site) Handler() http.Handler { return httpx.TrimSlash(httpx.Routes(s.mux, Fail)) }

// Long names the requests that may take as long as they need, for
// httpx.Front.Long: archives.
func Long(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/downloads/") }

type handler func(w http.ResponseWriter, r *http.Request) error

// add mounts a handler behind the rate of an address.
func (s *Site) add(pattern string, h handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		quota := s.Limit.Take(httpx.ByIP(httpx.ClientIP(r.Context())))
		quota.Write(w.Header())
		err := error(httpx.ErrRateLimited)
		if quota.Allowed {
			err = h(w, r)
		}
		if err != nil {
			Fail(w, r, httpx.FaultOf(err))
		}
	})
}

// wires is how this front shows faults: by their kind, in English, since no
// member meets one.
var wires = httpx.Map{Codes: map[string]httpx.Wire{}, Kinds: map[fault.Kind]httpx.Wire{}}

// Fail writes a fault as a line of text.
func Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	wire, _ := wires.Of(f)
	h := w.Header()
	h.Del("Content-Disposition")
	h.Set("Cache-Control", "no-store")
	http.Error(w, wire.Text, wire.Status)
}
