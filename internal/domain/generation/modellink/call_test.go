package modellink

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"guerdon/internal/domain/generation"
)

// vendor answers with a handler.
func vendor(t *testing.T, h http.HandlerFunc) (Link, Call) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return New(server.Client()), Call{Base: server.URL + "/", Path: "/x", Key: planted, Body: []byte("{}"), Once: "once"}
}

func TestExchange(t *testing.T) {
	link, call := vendor(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, r.Method+r.URL.Path+r.Header.Get("Authorization")+r.Header.Get("Idempotency-Key")+string(body))
	})
	got, err := link.Exchange(t.Context(), call, 100)
	if err != nil || string(got) != "POST//xBearer "+planted+"once{}" && string(got) != "POST/xBearer "+planted+"once{}" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := link.Exchange(t.Context(), call, int64(len(got))-1); !errors.Is(err, generation.ErrVendor) || !errors.Is(err, errTooLong) || !Sent(err) {
		t.Errorf("too long: %v", err)
	}
	call.Key, call.Body, call.Once = "", nil, ""
	if got, err := link.Exchange(t.Context(), call, 100); err != nil || string(got) != "GET/x" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestOneCallIsOneRequest breaks a kept connection: with an Idempotency-Key
// the transport alone would ask again.
func TestOneCallIsOneRequest(t *testing.T) {
	var calls atomic.Int32
	link, call := vendor(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) > 1 {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, "fine")
	})
	if _, err := link.Exchange(t.Context(), call, 100); err != nil {
		t.Fatal(err)
	}
	_, err := link.Exchange(t.Context(), call, 100)
	if !errors.Is(err, generation.ErrVendor) || !Sent(err) || calls.Load() != 2 {
		t.Errorf("%v after %d requests", err, calls.Load())
	}
}

func TestWhatWasNotSent(t *testing.T) {
	link, call := vendor(t, func(http.ResponseWriter, *http.Request) { t.Error("it arrived") })
	for name, change := range map[string]func(*Call){
		"nobody there":  func(c *Call) { c.Base = "http://127.0.0.1:1" },
		"no address":    func(c *Call) { c.Base = "nowhere" },
		"a query":       func(c *Call) { c.Base += "?a=b" },
		"two lines":     func(c *Call) { c.Key = planted + "\r\nX: y" },
		"letters":       func(c *Call) { c.Key = "密钥" + planted },
		"another proto": func(c *Call) { c.Base = "gopher://127.0.0.1" },
	} {
		changed := call
		change(&changed)
		_, err := link.Exchange(t.Context(), changed, 100)
		if !errors.Is(err, generation.ErrVendor) || Sent(err) || strings.Contains(err.Error(), planted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	var calls atomic.Int32
	link, call := vendor(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	if _, err := link.Exchange(t.Context(), call, 100); !errors.Is(err, generation.ErrVendor) || calls.Load() != 1 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}

// TestUnauthorizedSaysNothing: vendors repeat parts of the key there.
func TestUnauthorizedSaysNothing(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		link, call := vendor(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"error":{"code":"bad_key","message":"wrong key sk-plan***be93"}}`)
		})
		_, err := link.Exchange(t.Context(), call, 100)
		if !errors.Is(err, generation.ErrVendor) || strings.Contains(err.Error(), "be93") || !strings.Contains(err.Error(), "bad_key") {
			t.Errorf("%v", err)
		}
	}
}

func TestAnEndedContextIsTold(t *testing.T) {
	link, call := vendor(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := link.Exchange(ctx, call, 100); !errors.Is(err, context.Canceled) || Sent(err) {
		t.Errorf("got %v", err)
	}
}
