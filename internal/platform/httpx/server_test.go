package httpx_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
)

// start serves the sites until the test ends and returns the server and how
// to stop it early.
func serve(t *testing.T, shutdown time.Duration, sites ...httpx.Site) (s *httpx.Server, stop func() error) {
	t.Helper()
	s, err := httpx.NewServer(slog.New(slog.DiscardHandler), shutdown, sites...)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	stop = func() error {
		cancel()
		err := <-done
		done <- err
		return err
	}
	t.Cleanup(func() { _ = stop() })
	return s, stop
}

func says(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
}

func fetch(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	reply, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reply.Body.Close() }()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestSitesShareAListenerByPrefix(t *testing.T) {
	s, stop := serve(t, time.Second,
		httpx.Site{Name: "creator", Addr: "127.0.0.1:0", Prefixes: []string{"/api/v1"}, Handler: says("creator")},
		httpx.Site{Name: "card", Addr: "127.0.0.1:0", Prefixes: []string{"/api/card/", "/api/v1/deep"}, Handler: says("card")},
	)
	if s.Addr("creator") != s.Addr("card") || s.Addr("creator") == "" || s.Addr("nobody") != "" {
		t.Fatalf("%q, %q", s.Addr("creator"), s.Addr("card"))
	}
	for path, want := range map[string]string{
		"/api/v1": "creator", "/api/v1/x": "creator", "/api/card": "card", "/api/card/": "card", "/api/card/use/": "card",
		"/api/v1/deep/x": "card", "/api/v1/deeper": "creator", "/api/v10": "404 page not found\n", "/": "404 page not found\n",
	} {
		if got := fetch(t, http.DefaultClient, "http://"+s.Addr("card")+path); got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestARootSiteTakesTheRest(t *testing.T) {
	s, _ := serve(t, time.Second,
		httpx.Site{Name: "site", Addr: "127.0.0.1:0", Handler: says("site")},
		httpx.Site{Name: "core", Addr: "127.0.0.1:0", Prefixes: []string{"/v1"}, Handler: says("core")},
	)
	for path, want := range map[string]string{"/": "site", "/v10": "site", "/v1/x": "core"} {
		if got := fetch(t, http.DefaultClient, "http://"+s.Addr("site")+path); got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestServerRefusesContradictions(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	if _, err := httpx.NewServer(log, 0, httpx.Site{Name: "a", Addr: "x"}, httpx.Site{Name: "b", Addr: "x", Prefixes: []string{"/"}}); err == nil {
		t.Error("two sites have one prefix")
	}
	if _, err := httpx.NewServer(log, 0, httpx.Site{Name: "a", Addr: "x"}, httpx.Site{Name: "b", Addr: "x", Prefixes: []string{"/b"}, TLS: &tls.Config{MinVersion: tls.VersionTLS12}}); err == nil {
		t.Error("half an address has TLS")
	}
	s, _ := serve(t, time.Second, httpx.Site{Name: "a", Addr: "127.0.0.1:0", Handler: says("a")})
	taken, err := httpx.NewServer(log, 0, httpx.Site{Name: "free", Addr: "127.0.0.1:0", Handler: says("")}, httpx.Site{Name: "taken", Addr: s.Addr("a"), Handler: says("")})
	if err != nil {
		t.Fatal(err)
	}
	if err := taken.Listen(); err == nil {
		t.Error("an address was taken twice")
	}
}

func TestRunningRequestsFinish(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	s, stop := serve(t, time.Minute, httpx.Site{Name: "a", Addr: "127.0.0.1:0", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-leave
		_, _ = io.WriteString(w, "finished")
	})})
	got := make(chan string, 1)
	go func() { got <- fetch(t, http.DefaultClient, "http://"+s.Addr("a")) }()
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	select {
	case <-stopped:
		t.Fatal("stopped under a running request")
	default:
	}
	close(leave)
	if text, err := <-got, <-stopped; text != "finished" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}

func TestHangingRequestsAreCut(t *testing.T) {
	entered := make(chan struct{})
	s, stop := serve(t, time.Millisecond, httpx.Site{Name: "a", Addr: "127.0.0.1:0", Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	})})
	failed := make(chan error, 1)
	go func() {
		reply, err := http.Get("http://" + s.Addr("a"))
		if err == nil {
			_ = reply.Body.Close()
		}
		failed <- err
	}()
	<-entered
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err := <-failed; err == nil {
		t.Error("the hanging request was answered")
	}
}

func TestSelfSigned(t *testing.T) {
	dir, c := t.TempDir(), clock.NewManual(start)
	c.Set(start.Add(0))
	config, err := httpx.SelfSigned(dir, clock.System{}, "study.example")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := serve(t, time.Second, httpx.Site{Name: "study", Addr: "127.0.0.1:0", Handler: says("tls"), TLS: config})
	pool := x509.NewCertPool()
	pool.AddCert(config.Certificates[0].Leaf)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}
	defer client.CloseIdleConnections()
	if got := fetch(t, client, "https://"+s.Addr("study")); got != "tls" {
		t.Errorf("%q", got)
	}
	if err := config.Certificates[0].Leaf.VerifyHostname("study.example"); err != nil {
		t.Error(err)
	}
	file := filepath.Join(dir, "self-signed.pem")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if _, err := httpx.TLSFromFiles(file, file); err != nil {
		t.Error(err)
	}
	if _, err := httpx.TLSFromFiles(file, file+"x"); err == nil {
		t.Error("a missing key was served")
	}
}

func TestSelfSignedIsKeptAndRenewed(t *testing.T) {
	dir, c := t.TempDir(), clock.NewManual(start)
	serial := func() string {
		t.Helper()
		config, err := httpx.SelfSigned(dir, c)
		if err != nil {
			t.Fatal(err)
		}
		return config.Certificates[0].Leaf.SerialNumber.String()
	}
	first := serial()
	if c.Advance(790 * 24 * time.Hour); serial() != first {
		t.Error("made again too early")
	}
	if c.Advance(10 * 24 * time.Hour); serial() == first {
		t.Error("not made again before its end")
	}
	if err := os.WriteFile(filepath.Join(dir, "self-signed.pem"), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if serial() == "" {
		t.Error("a damaged file stays")
	}
}
