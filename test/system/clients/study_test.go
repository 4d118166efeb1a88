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
	"strings"
	"testing"
	"time"
)

// studyServer is the built program with its sample data, on ports of its own.
type studyServer struct {
	t          *testing.T
	path, data string
	base       string // of studyapi
}

// startStudyServer serves studyapi over scheme, http or https.
func startStudyServer(t *testing.T, scheme string) *studyServer {
	t.Helper()
	addr, core := studyAddr(t), studyAddr(t)
	s := &studyServer{t: t, path: filepath.Join(t.TempDir(), "guerdon"), data: t.TempDir(), base: scheme + "://" + addr}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", s.path, "guerdon/cmd/guerdon")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	var log bytes.Buffer
	serve := exec.Command(s.path, "serve", "--demo", "--data", s.data)
	serve.Env = append(os.Environ(), "GUERDON_CORE_ADDR="+core, "GUERDON_OPS_ADDR="+core, "GUERDON_LOOT_ADDR="+studyAddr(t), "GUERDON_REWARD_ADDR="+studyAddr(t),
		"GUERDON_CREATOR_ADDR="+studyAddr(t), "GUERDON_CARD_ADDR="+studyAddr(t), "GUERDON_STUDY_ADDR="+addr, "GUERDON_ADMIN_PASSWORD=system-test-password")
	if scheme == "https" {
		serve.Env = append(serve.Env, "GUERDON_STUDY_TLS=true")
	}
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
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !studyReady(ctx, "http://"+core+"/readyz") {
		if ctx.Err() != nil {
			t.Fatal("the server did not get ready")
		}
	}
	return s
}

// studyReady asks once, and waits a moment where the answer was no.
func studyReady(ctx context.Context, url string) bool {
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
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

func studyAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// token is one for the member of the sample data.
func (s *studyServer) token() string {
	s.t.Helper()
	out, err := exec.Command(s.path, "token", "--data", s.data, "--subject", "student").Output()
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// curl runs the document's command; only the address and the token are ours.
func (s *studyServer) curl(file, token string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "study", file))
	if err != nil {
		s.t.Fatal(err)
	}
	command := strings.NewReplacer("https://your-server-ip:3001", s.base, "https://localhost:3001", s.base, "YOUR_TOKEN", token).Replace(string(text))
	var errs bytes.Buffer
	cmd := exec.CommandContext(s.t.Context(), "sh", "-c", command)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%s: %v\n%s", file, err, errs.String())
	}
	return string(out)
}

type studyBalance struct {
	Success bool `json:"success"`
	Data    struct {
		Balance     int    `json:"balance"`
		TotalEarned int    `json:"total_earned"`
		Level       string `json:"level"`
	} `json:"data"`
}

type studyExchange struct {
	Success bool `json:"success"`
	Data    struct {
		ProductName      string `json:"product_name"`
		RemainingBalance int    `json:"remaining_balance"`
		Status           string `json:"status"`
	} `json:"data"`
}

// The document's own curl commands and JavaScript functions against the built
// program, over HTTP and over TLS with its own certificate.
func TestStudyExamples(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			s := startStudyServer(t, scheme)
			token := s.token()
			var balance studyBalance
			s.read(s.curl("balance.sh", token), &balance)
			if !balance.Success || balance.Data.Balance != 150 || balance.Data.TotalEarned != 150 || balance.Data.Level != "bronze" {
				t.Errorf("the balance is %+v", balance)
			}
			var exchange studyExchange
			s.read(s.curl("exchange.sh", token), &exchange)
			if !exchange.Success || exchange.Data.ProductName != "学习笔记本" || exchange.Data.RemainingBalance != 130 || exchange.Data.Status != "pending" {
				t.Errorf("the exchange is %+v", exchange)
			}
			s.javascript(token)
		})
	}
}

// javascript runs the document's functions after the commands.
func (s *studyServer) javascript(token string) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), "node", filepath.Join("testdata", "study", "run.mjs"))
	cmd.Env = append(os.Environ(), "STUDY_BASE="+s.base, "STUDY_TOKEN="+token, "NODE_TLS_REJECT_UNAUTHORIZED=0", "NODE_NO_WARNINGS=1")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("node: %v\n%s", err, errs.String())
	}
	var got struct {
		Before    studyBalance  `json:"before"`
		Exchanged studyExchange `json:"exchanged"`
		After     studyBalance  `json:"after"`
	}
	s.read(string(out), &got)
	if got.Before.Data.Balance != 130 || got.Exchanged.Data.RemainingBalance != 110 || got.After.Data.Balance != 110 {
		s.t.Errorf("JavaScript got %s", out)
	}
}

func (s *studyServer) read(text string, v any) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		s.t.Fatalf("%v in %s", err, text)
	}
}
