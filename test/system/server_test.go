package system

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// program is the binary under test, built once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "guerdon-system-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "guerdon")
	build := exec.Command("go", "build", "-o", path, "guerdon/cmd/guerdon")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// server is one installation, started and killed at will.
type server struct {
	t      *testing.T
	data   string
	db     string // a PostgreSQL URL, or "" for SQLite
	log    bytes.Buffer
	cmd    *exec.Cmd
	client *http.Client
	// The addresses of the fronts, the same after each start. That of
	// creatorapi is cardapi's and the cashier's too.
	core, loot, reward, creator, study string
	settings                           []string // variables that go before the usual ones
}

func newServer(t *testing.T, db string) *server {
	t.Helper()
	s := &server{t: t, data: t.TempDir(), db: db, client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	for _, at := range []*string{&s.core, &s.loot, &s.reward, &s.creator, &s.study} {
		*at = freeAddr(t)
	}
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("server log:\n%s", tail(s.log.String(), 4000))
		}
	})
	return s
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (s *server) args(command string, more ...string) []string {
	args := []string{command, "--data", s.data}
	if s.db != "" {
		args = append(args, "--database", s.db)
	}
	return append(args, more...)
}

// start serves and waits until the server is ready.
func (s *server) start(more ...string) {
	s.t.Helper()
	path, err := program()
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd = exec.Command(path, s.args("serve", append([]string{"--demo"}, more...)...)...)
	s.cmd.Env = append(os.Environ(), "GUERDON_CORE_ADDR="+s.core, "GUERDON_OPS_ADDR="+s.core, "GUERDON_LOOT_ADDR="+s.loot,
		"GUERDON_REWARD_ADDR="+s.reward, "GUERDON_CREATOR_ADDR="+s.creator, "GUERDON_CARD_ADDR="+s.creator, "GUERDON_STUDY_ADDR="+s.study,
		"GUERDON_RATE_LIMITS=off", "GUERDON_ADMIN_PASSWORD=system-test-password")
	s.cmd.Env = append(s.cmd.Env, s.settings...)
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), 60*time.Second)
	defer cancel()
	for !s.ready(ctx) {
		if ctx.Err() != nil {
			s.t.Fatal("the server did not get ready")
		}
	}
}

// ready asks once, and waits a moment where the answer was no.
func (s *server) ready(ctx context.Context) bool {
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.core+"/readyz", nil)
	if resp, err := s.client.Do(req); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return true
		}
	}
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
	return false
}

// kill ends the server as a power cut would.
func (s *server) kill() {
	if s.cmd == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.cmd = nil
}

// stop ends the server as an operator would.
func (s *server) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("the server ended with %v", err)
	}
	s.cmd = nil
}

// tool runs another command of the program on the same installation.
func (s *server) tool(command string, more ...string) string {
	s.t.Helper()
	path, err := program()
	if err != nil {
		s.t.Fatal(err)
	}
	var out, errs bytes.Buffer
	cmd := exec.Command(path, s.args(command, more...)...)
	cmd.Env = append(os.Environ(), s.settings...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		s.t.Fatalf("guerdon %s: %v\n%s%s", command, err, out.String(), errs.String())
	}
	return strings.TrimSpace(out.String())
}

// reply is an answer as bytes.
type reply struct {
	status   int
	body     string
	replayed bool
}

// post sends one request. ok is false where no whole answer came.
func (s *server) post(url, auth, key, body string) (r reply, ok bool) {
	return s.send(http.MethodPost, url, auth, key, body)
}

// send is post with another method. key, auth and body may be "": none.
func (s *server) send(method, url, auth, key, body string) (r reply, ok bool) {
	req, err := http.NewRequestWithContext(s.t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		return reply{}, false
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	if strings.Contains(auth, "=") { // a cookie
		req.Header.Set("Cookie", auth)
	} else if auth != "" {
		req.Header.Set("Authorization", "Bearer "+auth)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return reply{}, false
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{}, false
	}
	return reply{resp.StatusCode, string(text), resp.Header.Get("Idempotent-Replayed") == "true"}, true
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }
