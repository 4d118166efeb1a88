package clients

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// server is the built program with its sample data, on ports of its own.
type server struct {
	t          *testing.T
	path, data string
	// The addresses of the fronts, as http://host:port.
	core, loot, reward, creatorURL, study string
}

// program is the path of the program, built once for all tests.
var program string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "guerdon-clients-")
		if err != nil {
			panic(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		program = filepath.Join(dir, "guerdon")
		build := exec.Command("go", "build", "-o", program, "guerdon/cmd/guerdon")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		build.Stdout, build.Stderr = os.Stdout, os.Stderr
		if err := build.Run(); err != nil {
			return 1
		}
		return m.Run()
	}())
}

// start serves until the test ends. settings are more variables.
func start(t *testing.T, settings ...string) *server {
	t.Helper()
	s := &server{t: t, path: program, data: t.TempDir()}
	env := os.Environ()
	for name, at := range map[string]*string{"CORE": &s.core, "LOOT": &s.loot, "REWARD": &s.reward, "CREATOR": &s.creatorURL, "STUDY": &s.study} {
		addr := freeAddr(t)
		*at = "http://" + addr
		env = append(env, "GUERDON_"+name+"_ADDR="+addr)
	}
	env = append(env, "GUERDON_OPS_ADDR="+strings.TrimPrefix(s.core, "http://"), "GUERDON_CARD_ADDR="+strings.TrimPrefix(s.creatorURL, "http://"), "GUERDON_ADMIN_PASSWORD=system-test-password")
	var log bytes.Buffer
	serve := exec.Command(s.path, "serve", "--demo", "--data", s.data)
	serve.Env = slices.Concat(env, settings)
	serve.Stdout, serve.Stderr = &log, &log
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = serve.Process.Kill()
		_ = serve.Wait()
		if t.Failed() {
			t.Logf("server log:\n%s", log.String())
		}
	})
	s.awaitReady()
	return s
}

func (s *server) awaitReady() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	for !ready(ctx, s.core+"/readyz") {
		if ctx.Err() != nil {
			s.t.Fatal("the server did not get ready")
		}
	}
}

// ready asks once, and waits a moment where the answer was no.
func ready(ctx context.Context, url string) bool {
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if resp, err := http.DefaultClient.Do(req); err == nil {
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

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// token is one of an outside subject.
func (s *server) token(subject string, more ...string) string {
	s.t.Helper()
	out, err := exec.Command(s.path, append([]string{"token", "--data", s.data, "--subject", subject}, more...)...).Output()
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// run runs a command with more variables and gives what it printed.
func (s *server) run(variables []string, name string, args ...string) string {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), name, args...)
	cmd.Env = append(os.Environ(), variables...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%s: %v\n%s%s", name, err, out, errs.String())
	}
	return string(out)
}

// shell runs a document's commands, in which only the given words are ours.
func (s *server) shell(file string, words ...string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		s.t.Fatal(err)
	}
	return s.run(nil, "sh", "-c", strings.NewReplacer(words...).Replace(string(text)))
}

func (s *server) read(text string, v any) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		s.t.Fatalf("%v in %s", err, text)
	}
}
