package coreapi

import (
	"crypto/sha256"
	_ "embed" // the pages
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

//go:embed page/docs.html
var docsPage []byte

//go:embed page/docs.js
var docsScript []byte

//go:embed page/docs.css
var docsStyle []byte

// documentRoutes serves the description, and a page that shows it. The page
// loads nothing from elsewhere.
func (a *API) documentRoutes() {
	a.file("/v1/docs", "text/html; charset=utf-8", docsPage)
	a.file("/v1/docs/docs.js", "text/javascript; charset=utf-8", docsScript)
	a.file("/v1/docs/docs.css", "text/css; charset=utf-8", docsStyle)
	text, err := json.Marshal(a.doc.finish())
	if err != nil {
		panic("coreapi: the description cannot be encoded: " + err.Error())
	}
	a.file("/v1/openapi.json", "application/json", text)
}

const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// file serves a file that does not change while the program runs. A browser
// keeps it and asks whether it is still the same.
func (a *API) file(path, kind string, body []byte) {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	a.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Etag", tag)
		h.Set("Cache-Control", "no-cache")
		if matches(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", kind)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		h.Set("Content-Security-Policy", docsPolicy)
		h.Set("Referrer-Policy", "no-referrer")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(body) // an error is a client that went away
	})
}

// matches reads If-None-Match; compression may have made a tag weak.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}
