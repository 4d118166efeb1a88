package creatorapi

import (
	"net/http"
	"strings"

	"guerdon/internal/domain/generation"
)

const filesPath = "/files/"

// handleFile serves a creation's file, or a range of it, to whoever has an
// address that has not expired.
// contract: S2-14, S2-16, S2-17
func (a *API) handleFile(w http.ResponseWriter, r *http.Request, _ caller) error {
	name := strings.Join([]string{r.PathValue("media"), r.PathValue("folder"), r.PathValue("name")}, "/")
	if err := a.FileLinks.Verify(name, r.URL.Query()); err != nil {
		return err
	}
	f, err := a.Generations.OpenOwn(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	h := w.Header()
	h.Set("Content-Type", f.Format.ContentType())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("Etag", `"`+r.PathValue("name")+`"`)
	if f.Format.Media() == generation.Decks {
		h.Set("Content-Disposition", `attachment; filename="`+r.PathValue("name")+`"`)
	}
	http.ServeContent(w, r, "", f.PutAt.Time(), f)
	return nil
}
