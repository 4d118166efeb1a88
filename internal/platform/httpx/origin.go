package httpx

import (
	"net/http"
	"net/url"
	"strings"
)

// Origins are the web origins ("https://shop.example") whose pages may call
// a front from a browser, besides the front's own. A nil *Origins knows only
// the host that the request names.
type Origins struct {
	known map[string]bool
}

// NewOrigins accepts the front's own public address and the listed origins.
func NewOrigins(own string, others ...string) *Origins {
	o := &Origins{known: map[string]bool{}}
	for _, origin := range append([]string{own}, others...) {
		if u, err := url.Parse(origin); err == nil && u.Host != "" {
			o.known[strings.ToLower(u.Scheme+"://"+u.Host)] = true
		}
	}
	return o
}

// Check refuses a request that changes something where its page's origin is
// not accepted, or where its body is not JSON: what a foreign page can make
// a browser send with the member's cookie. Requests without any sign of a
// browser pass.
// Faults: ErrOrigin, ErrContentType.
func (o *Origins) Check(r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
		return nil
	}
	origin := first(r.Header, "Origin")
	switch first(r.Header, "Sec-Fetch-Site") {
	case "", "same-origin", "none":
		if origin != "" && !o.accepts(origin, r.Host) {
			return ErrOrigin
		}
	default: // same-site or cross-site
		if !o.lists(origin) {
			return ErrOrigin
		}
	}
	if r.ContentLength != 0 && !jsonType(first(r.Header, "Content-Type")) {
		return ErrContentType
	}
	return nil
}

// accepts reports whether origin is listed or is the host itself.
func (o *Origins) accepts(origin, host string) bool {
	_, named, _ := strings.Cut(origin, "://")
	return o.lists(origin) || (named != "" && strings.EqualFold(named, host))
}

func (o *Origins) lists(origin string) bool {
	return o != nil && o.known[strings.ToLower(origin)]
}

// answer adds what a browser needs to hand the answer to a page of a listed
// origin (CORS). It reports whether r was only the browser's question and
// has been answered.
func (o *Origins) answer(w http.ResponseWriter, r *http.Request) bool {
	origin := first(r.Header, "Origin")
	if origin == "" {
		return false
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	if !o.lists(origin) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Set("Access-Control-Expose-Headers", "X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, Idempotent-Replayed")
	if r.Method != http.MethodOptions || first(r.Header, "Access-Control-Request-Method") == "" {
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, X-Request-Id")
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
	return true
}
