package httpx

import (
	"net/http"
	"path"
	"strings"
)

// Routes serves a front's mux: what it does not know is answered by fail
// (ErrNoRoute, or ErrMethod with an Allow header), an address is never
// redirected to a tidier one, and the pattern that matched is noted for
// metrics and logs. The mux must not have a pattern "/" of its own.
func Routes(mux *http.ServeMux, fail Fail) http.Handler {
	mux.Handle("/", unknown(mux, fail))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if untidy(r.URL.Path) {
			fail(w, r, ErrNoRoute)
			return
		}
		defer noteRoute(r)
		mux.ServeHTTP(w, r)
	})
}

func noteRoute(r *http.Request) {
	if e := exchangeOf(r.Context()); e != nil && r.Pattern != "/" {
		e.route = r.Pattern
	}
}

// untidy reports whether ServeMux would answer with a redirect.
func untidy(p string) bool {
	if !strings.Contains(p, "//") && !strings.Contains(p, "/.") {
		return false
	}
	return strings.TrimSuffix(path.Clean(p), "/") != strings.TrimSuffix(p, "/") || strings.HasSuffix(p, "//")
}

// unknown answers what no other pattern of the mux matched.
func unknown(mux *http.ServeMux, fail Fail) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		probe := *r
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			probe.Method = method
			if _, pattern := mux.Handler(&probe); pattern != "" && pattern != "/" {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			fail(w, r, ErrNoRoute)
			return
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		fail(w, r, ErrMethod)
	})
}

// TrimSlash serves an address with a slash at its end as the one without.
func TrimSlash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := r.URL.Path; len(p) > 1 && p[len(p)-1] == '/' {
			u := *r.URL
			u.Path, u.RawPath = strings.TrimSuffix(p, "/"), strings.TrimSuffix(u.RawPath, "/")
			copied := *r
			copied.URL = &u
			r = &copied
		}
		next.ServeHTTP(w, r)
	})
}
