package transcript

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

// Target is where requests go.
type Target struct {
	base string
	trip func(*http.Request) (*http.Response, error)
}

// Handler sends requests straight to h, as to http://localhost.
func Handler(h http.Handler) Target {
	return Target{base: "http://localhost", trip: func(r *http.Request) (*http.Response, error) {
		rec := httptest.NewRecorder()
		inbound := httptest.NewRequest(r.Method, r.URL.RequestURI(), r.Body)
		inbound.Host, inbound.Header, inbound.ContentLength = r.URL.Host, r.Header, r.ContentLength
		h.ServeHTTP(rec, inbound.WithContext(r.Context()))
		return rec.Result(), nil
	}}
}

// Server sends requests to a running server at base ("http://host:port").
// Redirects are answers, and are not followed.
func Server(base string) Target {
	client := &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return Target{base: strings.TrimRight(base, "/"), trip: client.Do}
}
