package httpx

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// gzipMin is the smallest body worth compressing: one packet takes less.
const gzipMin = 1400 // bytes

var gzipWriters = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic("httpx: " + err.Error()) // a constant level
	}
	return w
}}

// decideGzip compresses text of some size for clients that accept it, and
// leaves streams, media, ranges and what is compressed already alone. It
// runs once, before the header goes out.
func (e *exchange) decideGzip(first []byte) {
	h := e.w.Header()
	size := int64(len(first))
	if length := h.Get("Content-Length"); length != "" {
		size, _ = strconv.ParseInt(length, 10, 64)
	}
	if size < gzipMin || e.head || e.ranged || e.status == http.StatusPartialContent || h.Get("Content-Encoding") != "" {
		return
	}
	kind := h.Get("Content-Type")
	if kind == "" && len(first) > 0 {
		kind = http.DetectContentType(first)
		h.Set("Content-Type", kind)
	}
	if !compressible(kind) {
		return
	}
	h.Add("Vary", "Accept-Encoding")
	if !e.acceptGzip {
		return
	}
	h.Set("Content-Encoding", "gzip")
	h.Del("Content-Length")
	h.Del("Accept-Ranges")
	if tag := h.Get("Etag"); strings.HasPrefix(tag, `"`) {
		h.Set("Etag", "W/"+tag)
	}
	gz, _ := gzipWriters.Get().(*gzip.Writer)
	gz.Reset(e.w)
	e.gz = gz
}

// closeGzip writes the end of the compressed body. An error here is a
// client that went away.
func (e *exchange) closeGzip() {
	if e.gz != nil {
		_ = e.gz.Close()
		e.dropGzip()
	}
}

// dropGzip lets go of the compressor without ending the body.
func (e *exchange) dropGzip() {
	if e.gz != nil {
		e.gz.Reset(io.Discard)
		gzipWriters.Put(e.gz)
		e.gz = nil
	}
}

// compressible reports whether a content type is text at heart and whole.
func compressible(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	switch kind {
	case "text/event-stream":
		return false
	case "application/json", "application/javascript", "application/xml", "image/svg+xml", "application/manifest+json", "application/problem+json":
		return true
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+json")
}

// acceptsGzip reads Accept-Encoding.
func acceptsGzip(header string) bool {
	for header != "" {
		var one string
		one, header, _ = strings.Cut(header, ",")
		name, q, _ := strings.Cut(one, ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		weight := strings.TrimPrefix(strings.TrimSpace(q), "q=")
		return weight == "" || strings.Trim(weight, "0.") != "" // q=0 is a refusal
	}
	return false
}
