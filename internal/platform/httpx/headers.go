package httpx

import (
	"maps"
	"net/http"
	"slices"
)

// headerValues is a header of every answer. The values are shared between
// answers: they have no spare capacity, so that adding to them copies.
type headerValues struct {
	name   string
	values []string
}

// answerHeaders are what every answer of an API carries: never sniffed,
// never stored. They are few on purpose: with the request id, the content's
// type and length, and the three of a rate limit they fill the eight places
// that a map has before it grows, and growing costs more than the rest of
// the chain.
func answerHeaders(own http.Header) []headerValues {
	all := map[string][]string{
		"X-Content-Type-Options": {"nosniff"},
		"Cache-Control":          {"no-store"},
	}
	for name, values := range own {
		all[http.CanonicalHeaderKey(name)] = values
	}
	list := make([]headerValues, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if values := all[name]; len(values) > 0 {
			list = append(list, headerValues{name, slices.Clip(slices.Clone(values))})
		}
	}
	return list
}

// PageHeaders are the Front.Headers of a front that serves pages: they load
// only what comes from the front itself, and nobody frames them. secure is
// set where the pages are reached over https.
func PageHeaders(secure bool) http.Header {
	h := http.Header{
		"Content-Security-Policy": {"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"},
		"Referrer-Policy":         {"same-origin"},
		"X-Frame-Options":         {"DENY"},
	}
	if secure {
		h["Strict-Transport-Security"] = []string{"max-age=31536000"}
	}
	return h
}
