package rewardapi

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"net/http"
	"strings"
)

// files are the Swagger UI of the npm package swagger-ui-dist 5.35.0 (Apache
// License 2.0, see LICENSE and NOTICE beside it), compressed, with a page and
// a start script of our own, and the description of this API.
//
//go:embed swagger
var files embed.FS

// assetPrefix is where the page's own files are. Only these exact addresses
// are served: nothing else below /api belongs to this front.
const assetPrefix = "/api/"

// assets are the files by their name in addresses.
var assets = map[string]struct{ file, kind string }{
	"swagger-ui-bundle.js": {"swagger-ui-bundle.js.gz", "text/javascript; charset=utf-8"},
	"swagger-ui.css":       {"swagger-ui.css.gz", "text/css; charset=utf-8"},
	"swagger-ui-init.js":   {"swagger-ui-init.js", "text/javascript; charset=utf-8"},
}

// pagePolicy lets the page run its own scripts alone. Its styles and icons
// are inline.
const pagePolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

// handlePage is the Swagger UI.
// contract: S1-06
func (a *API) handlePage(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("X-Frame-Options", "DENY")
	return serveFile(w, nil, "index.html", "text/html; charset=utf-8")
}

// handleDocument is the OpenAPI description.
// contract: S1-06
func (a *API) handleDocument(w http.ResponseWriter, _ *http.Request) error {
	return serveFile(w, nil, "openapi.json", "application/json")
}

// handleAsset is one of the page's files.
func (a *API) handleAsset(w http.ResponseWriter, r *http.Request) error {
	asset := assets[strings.TrimPrefix(r.URL.Path, assetPrefix)]
	w.Header().Set("Cache-Control", "public, max-age=86400")
	return serveFile(w, r, asset.file, asset.kind)
}

// serveFile writes a file. One that is stored compressed is sent so to those
// who take it.
func serveFile(w http.ResponseWriter, r *http.Request, name, kind string) error {
	data, err := files.ReadFile("swagger/" + name)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	if strings.HasSuffix(name, ".gz") {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
		} else {
			plain, err := gzip.NewReader(bytes.NewReader(data))
			if err != nil {
				return err
			}
			if data, err = io.ReadAll(plain); err != nil {
				return err
			}
		}
	}
	_, _ = w.Write(data) // an error is a client that went away
	return nil
}
