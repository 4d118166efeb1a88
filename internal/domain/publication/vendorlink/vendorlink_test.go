package vendorlink_test

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/publication/vendorlink"
)

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// What is no answer says so, and tells nobody the address, which has a token.
func TestNoAnswer(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"a status":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"a redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/else", http.StatusFound) },
		"no JSON":    func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"too much": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`"`))
			_, _ = w.Write(bytes.Repeat([]byte("x"), vendorlink.ReplyMax+1))
		},
		"cut off": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"late":    func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body); <-r.Context().Done() },
	} {
		base := serve(t, h)
		var into map[string]any
		err := vendorlink.New(nil, 200*time.Millisecond).Do(t.Context(), vendorlink.Get(base, url.Values{"access_token": {"hush"}}), &into)
		if !errors.Is(err, vendorlink.ErrNoAnswer) || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), base) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A form arrives as its parts, and says how long it is.
func TestForm(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		length := r.ContentLength
		f, header, err := r.FormFile("media")
		if err != nil || length <= 0 || r.FormValue("caption") != "字 & 词" || header.Filename != "a.jpg" || header.Header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("%v, %d bytes", err, length)
			return
		}
		data, _ := io.ReadAll(f)
		_, _ = io.WriteString(w, `{"got":"`+string(data)+`"}`)
	})
	call, err := vendorlink.Form(base, nil, url.Values{"caption": {"字 & 词"}}, vendorlink.Part{Field: "media", Name: "a.jpg", Type: "image/jpeg", Data: strings.NewReader("12345678"), Size: 5})
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Got string }
	if err := vendorlink.New(nil, 0).Do(t.Context(), call, &got); err != nil || got.Got != "12345" {
		t.Errorf("%v, %v", got, err)
	}
}

// JSON keeps the characters that HTML is made of, which are counted as sent.
func TestJSONIsPlain(t *testing.T) {
	call, err := vendorlink.JSON("http://x", nil, map[string]string{"content": "<p>&</p>"})
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(call.Body); string(body) != "{\"content\":\"<p>&</p>\"}\n" || call.Size != int64(len(body)) {
		t.Errorf("%s", body)
	}
}

// However many want a token, it is fetched once, and again when it ends or is
// refused.
func TestTokens(t *testing.T) {
	var tokens vendorlink.Tokens
	now := instant.Of(time.Unix(1_000_000, 0))
	fetched := 0
	get := func(now instant.Instant, refused string) string {
		text, err := tokens.Get(t.Context(), vendorlink.KeyOf("a", "b", "c"), now, refused, func(context.Context) (vendorlink.Token, error) {
			fetched++
			return vendorlink.Token{Text: string(rune('a' + fetched)), Ends: now.Add(time.Hour)}, nil
		})
		if err != nil {
			t.Error(err)
		}
		return text
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { get(now, "") })
	}
	wg.Wait()
	if fetched != 1 {
		t.Errorf("%d times", fetched)
	}
	if get(now.Add(54*time.Minute), "") != "b" || get(now.Add(56*time.Minute), "") != "c" || get(now.Add(57*time.Minute), "c") != "d" || get(now.Add(57*time.Minute), "c") != "d" {
		t.Error("the wrong one")
	}
	if vendorlink.KeyOf("a", "b", "c") == vendorlink.KeyOf("a", "b", "d") {
		t.Error("another secret has the same token")
	}
	boom := errors.New("boom")
	if _, err := tokens.Get(t.Context(), vendorlink.KeyOf("x", "", ""), now, "", func(context.Context) (vendorlink.Token, error) { return vendorlink.Token{}, boom }); !errors.Is(err, boom) {
		t.Error(err)
	}
}

func TestCover(t *testing.T) {
	one, other := vendorlink.Cover("题"), vendorlink.Cover("题二")
	picture, err := jpeg.Decode(bytes.NewReader(one))
	if err != nil || picture.Bounds().Dx() != 900 || bytes.Equal(one, other) || !bytes.Equal(one, vendorlink.Cover("题")) || len(one) > 64<<10 {
		t.Errorf("%v, %d bytes", err, len(one))
	}
}
