package httpx

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// Body reads the whole body and puts it back, so that it may be read again:
// by Body itself at no cost, and by the handler behind.
// Faults: ErrBodyTooLarge, ErrBodyRead.
func Body(r *http.Request) ([]byte, error) {
	if kept, ok := r.Body.(*keptBody); ok {
		return kept.data, nil
	}
	var b bytes.Buffer
	if err := readBody(r, &b); err != nil {
		return nil, err
	}
	r.Body = &keptBody{Reader: bytes.NewReader(b.Bytes()), data: b.Bytes()}
	return b.Bytes(), nil
}

// keptBody is a body that has been read whole.
type keptBody struct {
	*bytes.Reader
	data []byte
}

func (*keptBody) Close() error { return nil }

// readBody reads the body into b, within the limit of the request.
func readBody(r *http.Request, b *bytes.Buffer) error {
	if r.Body == nil || r.ContentLength == 0 {
		return nil
	}
	limit := int64(BodyMaxDefault)
	if e := exchangeOf(r.Context()); e != nil {
		limit = e.bodyMax
	}
	if r.ContentLength > limit {
		return ErrBodyTooLarge
	}
	if r.ContentLength > 0 {
		return readExactly(r, b)
	}
	_, err := b.ReadFrom(io.LimitReader(r.Body, limit+1))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge) || int64(b.Len()) > limit:
		return ErrBodyTooLarge
	case err != nil:
		return ErrBodyRead.Because(err)
	}
	return nil
}

// readExactly reads a body of a stated length, which net/http holds it to.
func readExactly(r *http.Request, b *bytes.Buffer) error {
	b.Grow(int(r.ContentLength))
	data := b.AvailableBuffer()[:r.ContentLength]
	if _, err := io.ReadFull(r.Body, data); err != nil {
		return ErrBodyRead.Because(err)
	}
	b.Write(data) // in place
	return nil
}

// jsonType reports whether a content type is JSON.
func jsonType(kind string) bool {
	if kind == "application/json" {
		return true
	}
	kind, params, _ := strings.Cut(strings.ToLower(kind), ";")
	kind = strings.TrimSpace(kind)
	if kind != "application/json" && (!strings.HasPrefix(kind, "application/") || !strings.HasSuffix(kind, "+json")) {
		return false
	}
	_, charset, named := strings.Cut(params, "charset=")
	return !named || strings.Trim(charset, `" `) == "utf-8"
}

// bufferMax is the largest buffer worth keeping for the next request.
const bufferMax = 64 << 10 // bytes

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func takeBuffer() *bytes.Buffer {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

func putBuffer(b *bytes.Buffer) {
	if b.Cap() <= bufferMax {
		buffers.Put(b)
	}
}
