package lootapi

import (
	"net/http"
	"strings"

	"guerdon/internal/domain/generation"
)

const staticPrefix = "/static/"

// Long names the requests that may take as long as they need, for
// httpx.Front.Long: files.
func Long(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, staticPrefix) }

// address is where a task's file is served.
func address(g generation.Generation) string {
	return staticPrefix + string(g.Kind.Media()) + "/" + g.FileName()
}

// handleFile serves a generated file, or a range of it, to whoever knows its
// name. A file never changes, so it may be kept for good.
// contract: S0-P7
func (s studio) handleFile(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	f, err := s.tasks.OpenFile(generation.Media(r.PathValue("media")), name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	h := w.Header()
	h.Set("Content-Type", f.Format.ContentType())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Etag", `"`+name+`"`)
	http.ServeContent(w, r, "", f.PutAt.Time(), f)
	return nil
}
