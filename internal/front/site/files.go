package site

import (
	"net/http"
	"path"
	"strconv"
	"strings"

	"guerdon/internal/domain/card"
	"guerdon/internal/platform/blob"
)

// picture is the QR picture of a code. contract: S4-11
func (s *Site) picture(w http.ResponseWriter, r *http.Request) error {
	text, ok := strings.CutSuffix(r.PathValue("file"), ".png")
	if !ok {
		return card.ErrNotFound
	}
	png, err := s.Printer.Picture(r.Context(), text)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Length", strconv.Itoa(len(png)))
	h.Set("Cache-Control", "private, max-age=3600")
	_, _ = w.Write(png) // an error is a client that went away
	return nil
}

// download serves an archive to whoever has a link that has not expired. Of
// one that is still being made it says that there is none.
// contract: S4-17
func (s *Site) download(w http.ResponseWriter, r *http.Request) error {
	name := strings.Join([]string{r.PathValue("kind"), r.PathValue("version"), r.PathValue("file")}, "/")
	if err := s.Links.Verify(name, r.URL.Query()); err != nil {
		return err
	}
	if r.PathValue("kind") != "cards" {
		return blob.ErrNotFound
	}
	f, err := s.Blobs.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+path.Base(name)+`"`)
	http.ServeContent(w, r, "", f.PutAt.Time(), f)
	return nil
}
