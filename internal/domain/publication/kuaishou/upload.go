package kuaishou

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"guerdon/internal/domain/publication/vendorlink"
)

// Pieces of a film. One below directMax goes in one call.
const (
	directMax = 10 << 20
	pieceSize = 8 << 20
)

// upload brings the film to the platform and returns the upload's token.
func (s *session) upload(ctx context.Context) (string, error) {
	var begun struct {
		status
		Token    string `json:"upload_token"`
		Endpoint string `json:"endpoint"`
	}
	err := s.call(ctx, &begun, func(query url.Values) (vendorlink.Call, error) {
		return vendorlink.Call{Method: http.MethodPost, URL: s.base + "/openapi/photo/start_upload", Query: query}, nil
	})
	if err != nil {
		return "", err
	}
	if begun.Token == "" || !isHost(begun.Endpoint) {
		return "", errNonsense
	}
	f, err := s.task.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	to := target{session: s, base: s.scheme + "://" + begun.Endpoint, token: begun.Token}
	if f.Size < directMax {
		return begun.Token, to.send(ctx, "/api/upload", nil, f, f.Size, s.task.Content.ContentType)
	}
	return begun.Token, to.pieces(ctx, f)
}

// target is where an upload goes.
type target struct {
	*session
	base  string
	token string
}

// pieces sends a film piece by piece.
func (t target) pieces(ctx context.Context, f io.Reader) error {
	piece := make([]byte, pieceSize)
	for n := 0; ; n++ {
		size, err := io.ReadFull(f, piece)
		if errors.Is(err, io.EOF) {
			return t.send(ctx, "/api/upload/complete", url.Values{"fragment_count": {strconv.Itoa(n)}}, nil, 0, "")
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if err := t.send(ctx, "/api/upload/fragment", url.Values{"fragment_id": {strconv.Itoa(n)}}, bytes.NewReader(piece[:size]), int64(size), "application/octet-stream"); err != nil {
			return err
		}
	}
}

func (t target) send(ctx context.Context, path string, query url.Values, body io.Reader, size int64, kind string) error {
	if query == nil {
		query = url.Values{}
	}
	query.Set("upload_token", t.token)
	call := vendorlink.Call{Method: http.MethodPost, URL: t.base + path, Query: query, Size: size}
	if body != nil {
		call.Body, call.Header = io.LimitReader(body, size), http.Header{"Content-Type": {kind}}
	}
	var got status
	if err := t.link.Do(ctx, call, &got); err != nil {
		return err
	}
	return got.refusal()
}

var hostForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)

// isHost reports whether the platform named a host, with a port or without.
func isHost(s string) bool {
	if len(s) > 253 {
		return false
	}
	if host, port, err := net.SplitHostPort(s); err == nil {
		n, err := strconv.Atoi(port)
		return err == nil && n > 0 && n < 1<<16 && hostForm.MatchString(host)
	}
	return hostForm.MatchString(s)
}
