package httpx_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"guerdon/internal/platform/httpx"
)

func TestGzip(t *testing.T) {
	long := strings.Repeat("0123456789", 300)
	for _, c := range []struct {
		name, accept, kind, encoding string
		body                         string
		status                       int
		reqRange, head, zipped       bool
	}{
		{name: "large JSON", accept: "br, gzip", kind: "application/json", body: long, zipped: true},
		{name: "sniffed text", accept: "gzip", body: long, zipped: true},
		{name: "problem", accept: "gzip;q=0.5", kind: "application/problem+json", body: long, status: 400, zipped: true},
		{name: "small", accept: "gzip", kind: "application/json", body: "{}"},
		{name: "not accepted", accept: "", kind: "application/json", body: long},
		{name: "refused", accept: "gzip;q=0", kind: "application/json", body: long},
		{name: "refused in decimals", accept: "gzip; q=0.000", kind: "application/json", body: long},
		{name: "image", accept: "gzip", kind: "image/png", body: long},
		{name: "stream", accept: "gzip", kind: "text/event-stream", body: long},
		{name: "range", accept: "gzip", kind: "text/plain", body: long, reqRange: true},
		{name: "partial", accept: "gzip", kind: "text/plain", body: long, status: 206},
		{name: "encoded", accept: "gzip", kind: "text/plain", encoding: "br", body: long},
		{name: "head", accept: "gzip", kind: "text/plain", body: long, head: true},
	} {
		r := get("/thing/1")
		if c.head {
			r.Method = http.MethodHead
		}
		r.Header.Set("Accept-Encoding", c.accept)
		if c.reqRange {
			r.Header.Set("Range", "bytes=0-9")
		}
		rec := setup().serve(func(w http.ResponseWriter, _ *http.Request) {
			if c.kind != "" {
				w.Header().Set("Content-Type", c.kind)
			}
			if c.encoding != "" {
				w.Header().Set("Content-Encoding", c.encoding)
			}
			w.Header().Set("Etag", `"v1"`)
			if c.status != 0 {
				w.WriteHeader(c.status)
			}
			_, _ = io.WriteString(w, c.body)
		}, httpx.Front{}, r)
		zipped := rec.Header().Get("Content-Encoding") == "gzip"
		if zipped != c.zipped || (c.status != 0 && rec.Code != c.status) || (rec.Header().Get("Etag") == `W/"v1"`) != zipped {
			t.Errorf("%s: %d %v", c.name, rec.Code, rec.Header())
		}
		body := rec.Body.String()
		if zipped {
			z, err := gzip.NewReader(rec.Body)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			plain, err := io.ReadAll(z)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			body = string(plain)
		}
		if body != c.body {
			t.Errorf("%s: the body has %d bytes", c.name, len(body))
		}
	}
}

func TestWriteJSONIsZippedWithoutItsLength(t *testing.T) {
	r := get("/thing/1")
	r.Header.Set("Accept-Encoding", "gzip")
	rec := setup().serve(func(w http.ResponseWriter, _ *http.Request) {
		httpx.WriteJSON(w, 200, strings.Repeat("a", 5000))
	}, httpx.Front{}, r)
	if rec.Header().Get("Content-Length") != "" || rec.Header().Get("Content-Encoding") != "gzip" || rec.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("%v", rec.Header())
	}
}

func TestStreamsAreFlushed(t *testing.T) {
	rec := setup().serve(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, "data: 1\n\n")
		w.(http.Flusher).Flush()
	}, httpx.Front{}, get("/thing/1"))
	if !rec.Flushed || rec.Body.String() != "data: 1\n\n" {
		t.Errorf("flushed %v, %q", rec.Flushed, rec.Body)
	}
}

func TestFilesAreServed(t *testing.T) {
	content := strings.Repeat("x", 3000)
	file := func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "a.txt", start.Time(), strings.NewReader(content))
	}
	r := get("/thing/1")
	r.Header.Set("Range", "bytes=10-19")
	if rec := setup().serve(file, httpx.Front{}, r); rec.Code != 206 || rec.Body.Len() != 10 {
		t.Errorf("%d, %d bytes", rec.Code, rec.Body.Len())
	}
	r = get("/thing/1")
	r.Header.Set("If-Modified-Since", start.Time().Format(http.TimeFormat))
	if rec := setup().serve(file, httpx.Front{}, r); rec.Code != 304 || rec.Body.Len() != 0 {
		t.Errorf("%d, %d bytes", rec.Code, rec.Body.Len())
	}
}
