package httpx

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// prefixMux hands a request to the site with the longest fitting prefix. A
// prefix fits whole segments: "/api/v1" fits "/api/v1" and "/api/v1/x", not
// "/api/v10". It changes nothing about the request and never redirects.
type prefixMux struct {
	routes []prefixRoute // longest first
}

type prefixRoute struct {
	prefix  string // without a slash at its end; "" fits everything
	handler http.Handler
}

// add takes the prefixes of a site.
func (m *prefixMux) add(site Site) error {
	prefixes := site.Prefixes
	if len(prefixes) == 0 {
		prefixes = []string{"/"}
	}
	for _, p := range prefixes {
		p = strings.TrimRight(p, "/")
		if slices.ContainsFunc(m.routes, func(r prefixRoute) bool { return r.prefix == p }) {
			return fmt.Errorf("httpx: two sites at %s want %s/", site.Addr, p)
		}
		m.routes = append(m.routes, prefixRoute{p, site.Handler})
	}
	slices.SortStableFunc(m.routes, func(a, b prefixRoute) int { return len(b.prefix) - len(a.prefix) })
	return nil
}

// ServeHTTP finds the site. Where none fits, the answer is a bare 404.
func (m *prefixMux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for i := range m.routes {
		rest, ok := strings.CutPrefix(r.URL.Path, m.routes[i].prefix)
		if ok && (rest == "" || rest[0] == '/' || m.routes[i].prefix == "") {
			m.routes[i].handler.ServeHTTP(w, r)
			return
		}
	}
	http.NotFound(w, r)
}
