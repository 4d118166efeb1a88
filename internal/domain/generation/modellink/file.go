package modellink

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"guerdon/internal/domain/generation"
)

// Bounds of files, in bytes.
const (
	PictureMax = 20 << 20
	SoundMax   = 25 << 20
	FilmMax    = 256 << 20
)

// Fetch reads a small file from the link that a vendor gave. Faults:
// ErrVendor. A link that does not answer is tried once more: what it names
// is made and paid for.
func (l Link) Fetch(ctx context.Context, link string, most int64) ([]byte, error) {
	data, err := l.fetch(ctx, link, most)
	if err != nil && ctx.Err() == nil {
		data, err = l.fetch(ctx, link, most)
	}
	return data, err
}

func (l Link) fetch(ctx context.Context, link string, most int64) ([]byte, error) {
	body, err := l.get(ctx, link)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(&bounded{r: body, left: most})
	if err != nil {
		return nil, lost(err, true, "")
	}
	return data, nil
}

// get opens a file without any key.
func (l Link) get(ctx context.Context, link string) (io.ReadCloser, error) {
	at, err := url.Parse(link)
	if err != nil || at.Host == "" || (at.Scheme != "https" && at.Scheme != "http") {
		return nil, Malformed("the link to a file is none")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link, http.NoBody)
	if err != nil {
		return nil, Malformed("the link to a file is none")
	}
	response, err := l.files.Do(request)
	if err != nil {
		return nil, lost(err, true, "")
	}
	if response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		return nil, generation.ErrVendor.Because(fmt.Errorf("the file answers with status %d", response.StatusCode))
	}
	return response.Body, nil
}

// Film is the film at a link, copied when it is written, with no more in
// memory than a buffer. What is not MP4 writes nothing.
func (l Link) Film(link string) generation.Result {
	return generation.Result{Format: generation.MP4, Write: func(ctx context.Context, w io.Writer) error {
		body, err := l.get(ctx, link)
		if err != nil {
			return err
		}
		defer func() { _ = body.Close() }()
		head := make([]byte, 12)
		if _, err := io.ReadFull(body, head); err != nil {
			return lost(err, true, "")
		}
		if !isMP4(head) {
			return Malformed("the film is not MP4")
		}
		from := &vendorReader{r: io.MultiReader(bytes.NewReader(head), &bounded{r: body, left: FilmMax - int64(len(head))})}
		_, err = io.Copy(w, from)
		return err
	}}
}

// vendorReader makes a vendor's fault of what goes wrong on its side of a
// copy.
type vendorReader struct{ r io.Reader }

// Read reads on.
func (v *vendorReader) Read(p []byte) (int, error) {
	n, err := v.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = lost(err, true, "")
	}
	return n, err
}

// Whole is a file that is in memory already.
func Whole(f generation.Format, data []byte) generation.Result {
	return generation.Result{Format: f, Write: func(_ context.Context, w io.Writer) error {
		_, err := w.Write(data)
		return err
	}}
}
