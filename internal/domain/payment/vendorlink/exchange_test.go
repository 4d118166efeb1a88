package vendorlink_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
)

type answering func(*http.Request) (*http.Response, error)

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

func exchange(t *testing.T, a answering) (vendorlink.Reply, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://vendor.example/x?sign=SECRET", strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	link := vendorlink.NewLink(&http.Client{Transport: a}, 10*time.Millisecond)
	return link.Exchange(t.Context(), request)
}

func response(status int, body io.Reader) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(body)}
}

func TestExchange(t *testing.T) {
	reply, err := exchange(t, func(*http.Request) (*http.Response, error) {
		return response(http.StatusTeapot, strings.NewReader("hello")), nil
	})
	if err != nil || reply.Status != http.StatusTeapot || string(reply.Body) != "hello" {
		t.Fatalf("got %v, %v", reply, err)
	}
}

func TestExchangeFollowsNoRedirect(t *testing.T) {
	var calls int
	reply, err := exchange(t, func(*http.Request) (*http.Response, error) {
		calls++
		r := response(http.StatusTemporaryRedirect, strings.NewReader(""))
		r.Header.Set("Location", "https://elsewhere.example/")
		return r, nil
	})
	if err != nil || reply.Status != http.StatusTemporaryRedirect || calls != 1 {
		t.Fatalf("got %v, %v after %d calls", reply, err, calls)
	}
}

func TestExchangeOutcomesUnknown(t *testing.T) {
	for name, a := range map[string]answering{
		"connection lost": func(*http.Request) (*http.Response, error) { return nil, errors.New("reset by peer") },
		"silence": func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		},
		"cut off in the body": func(*http.Request) (*http.Response, error) {
			return response(http.StatusOK, io.MultiReader(strings.NewReader("{"), broken{})), nil
		},
		"endless": func(*http.Request) (*http.Response, error) { return response(http.StatusOK, endless{}), nil },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := exchange(t, a)
			if !errors.Is(err, payment.ErrUnknown) {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("the signed URL is in the error: %v", err)
			}
		})
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
