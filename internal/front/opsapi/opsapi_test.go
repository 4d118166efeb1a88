package opsapi_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guerdon/internal/front/opsapi"
	"guerdon/internal/platform/metric"
)

func ask(t *testing.T, c opsapi.Config, method, path string) (*httptest.ResponseRecorder, string) {
	t.Helper()
	var log bytes.Buffer
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	c.Metrics = metric.New().Handler()
	c.Version = "v1.2.3"
	rec := httptest.NewRecorder()
	opsapi.New(c).ServeHTTP(rec, httptest.NewRequest(method, path, nil))
	return rec, log.String()
}

func good(context.Context) error { return nil }
func bad(context.Context) error  { return errors.New("dial tcp: HUSH") }

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		method, path string
		checks       []opsapi.Check
		status       int
		body         string
	}{
		{"GET", "/healthz", []opsapi.Check{{Name: "db", Run: bad}}, 200, `{"status":"ok","version":"v1.2.3"}`},
		{"GET", "/readyz", nil, 200, `{"status":"ok","version":"v1.2.3"}`},
		{"GET", "/readyz", []opsapi.Check{{Name: "db", Run: good}, {Name: "disk", Run: good}}, 200, `{"status":"ok","version":"v1.2.3","checks":{"db":"ok","disk":"ok"}}`},
		{"GET", "/readyz", []opsapi.Check{{Name: "db", Run: bad}, {Name: "disk", Run: good}}, 503, `{"status":"unavailable","version":"v1.2.3","checks":{"db":"failed","disk":"ok"}}`},
		{"POST", "/readyz", nil, 405, `httpx.method`},
		{"GET", "/other", nil, 404, `httpx.no_route`},
		{"GET", "/metrics", nil, 200, "go_goroutines"},
	} {
		rec, log := ask(t, opsapi.Config{Checks: c.checks}, c.method, c.path)
		if rec.Code != c.status || !strings.Contains(rec.Body.String(), c.body) || strings.Contains(rec.Body.String(), "HUSH") {
			t.Errorf("%s %s: %d %s", c.method, c.path, rec.Code, rec.Body)
		}
		if strings.Contains(log, "HUSH") != (c.status == http.StatusServiceUnavailable) {
			t.Errorf("%s: log %q", c.path, log)
		}
	}
}

func TestAHangingCheckFails(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	deaf := func(context.Context) error { <-release; return nil }
	polite := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	rec, _ := ask(t, opsapi.Config{Timeout: 5 * time.Millisecond, Checks: []opsapi.Check{{Name: "deaf", Run: deaf}, {Name: "polite", Run: polite}, {Name: "good", Run: good}}}, "GET", "/readyz")
	if body := rec.Body.String(); rec.Code != 503 || !strings.Contains(body, `"deaf":"failed"`) || !strings.Contains(body, `"polite":"failed"`) || !strings.Contains(body, `"good":"ok"`) {
		t.Errorf("%d %s", rec.Code, body)
	}
}

func TestADeafCheckIsNotPiledUp(t *testing.T) {
	release, ran := make(chan struct{}), make(chan struct{}, 100)
	h := opsapi.New(opsapi.Config{
		Timeout: time.Millisecond, Log: slog.New(slog.DiscardHandler), Metrics: http.NotFoundHandler(),
		Checks: []opsapi.Check{{Name: "deaf", Run: func(context.Context) error { ran <- struct{}{}; <-release; return nil }}},
	})
	for range 20 {
		rec := httptest.NewRecorder()
		if h.ServeHTTP(rec, httptest.NewRequest("GET", "/readyz", nil)); rec.Code != 503 {
			t.Errorf("%d", rec.Code)
		}
	}
	if n := len(ran); n != 8 {
		t.Errorf("started %d times", n)
	}
	close(release)
}

func TestPrefixesCoverTheFront(t *testing.T) {
	for _, path := range opsapi.Prefixes() {
		if rec, _ := ask(t, opsapi.Config{}, "GET", path); rec.Code != 200 {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
}
