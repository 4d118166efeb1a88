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

// cardServer is the built program with its sample data, on ports of its own.
type cardServer struct {
	t          *testing.T
	path, data string
	addr       string
}

func startCardServer(t *testing.T) *cardServer {
	t.Helper()
	s := &cardServer{t: t, path: filepath.Join(t.TempDir(), "guerdon"), data: t.TempDir(), addr: cardAddr(t)}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", s.path, "guerdon/cmd/guerdon")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	var log bytes.Buffer
	core := cardAddr(t)
	serve := exec.Command(s.path, "serve", "--demo", "--data", s.data)
	serve.Env = append(os.Environ(), "GUERDON_CORE_ADDR="+core, "GUERDON_OPS_ADDR="+core, "GUERDON_LOOT_ADDR="+cardAddr(t), "GUERDON_REWARD_ADDR="+cardAddr(t),
		"GUERDON_CREATOR_ADDR="+s.addr, "GUERDON_CARD_ADDR="+s.addr, "GUERDON_STUDY_ADDR="+cardAddr(t), "GUERDON_ADMIN_PASSWORD=system-test-password")
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
	for !cardReady(ctx, "http://"+core+"/readyz") {
		if ctx.Err() != nil {
			t.Fatal("the server did not get ready")
		}
	}
	return s
}

// cardReady asks once, and waits a moment where the answer was no.
func cardReady(ctx context.Context, url string) bool {
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

func cardAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (s *cardServer) token(role string) string {
	s.t.Helper()
	out, err := exec.Command(s.path, "token", "--data", s.data, "--subject", "card client", "--role", role).Output()
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// The document's own Python client against the built program: it makes a
// template and a batch, and uses the sample card.
func TestCardClient(t *testing.T) {
	s := startCardServer(t)
	cmd := exec.CommandContext(t.Context(), "python3", "../../../internal/front/cardapi/testdata/client/run.py")
	cmd.Env = append(os.Environ(), "CARD_BASE=http://"+s.addr, "CARD_TOKEN="+s.token("admin"), "PYTHONDONTWRITEBYTECODE=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err, string(out))
	}
	var got map[string]struct {
		Status string `json:"status"`
		Code   int    `json:"code"`
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err, string(out))
	}
	for name, code := range map[string]int{"template": 201, "batch": 201, "result": 200, "mine": 200} {
		if got[name].Status != "success" || got[name].Code != code {
			t.Errorf("%s: %s", name, out)
		}
	}
}

// What the answers point to is served: archives by signed link, pictures, the
// page behind a picture.
func TestCardLinksAreServed(t *testing.T) {
	s := startCardServer(t)
	admin := s.token("admin")
	var made struct {
		Data struct {
			ZipDownloadURL string `json:"zip_download_url"`
		} `json:"data"`
	}
	s.do("POST", "http://"+s.addr+"/api/card/batches/1/generate_qrcodes/", admin, &made)
	var card struct {
		Data struct {
			QRCode      string `json:"qr_code"`
			QRCodeImage string `json:"qr_code_image"`
		} `json:"data"`
	}
	s.do("GET", "http://"+s.addr+"/api/card/cards/1001/", admin, &card)
	for _, link := range []struct{ url, kind string }{
		{made.Data.ZipDownloadURL, "application/zip"}, {card.Data.QRCodeImage, "image/png"}, {card.Data.QRCode, "text/html; charset=utf-8"},
	} {
		if got := s.do("GET", link.url, "", nil); got != link.kind {
			t.Errorf("%s is %q", link.url, got)
		}
	}
}

// do sends a request, reads its JSON into v, and gives its content type.
func (s *cardServer) do(method, url, token string, v any) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, url, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Token "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s %s: %s", method, url, resp.Status)
	}
	if v != nil {
		if err := json.NewDecoder(resp.Body).Decode(v); err != nil {
			s.t.Fatal(err)
		}
	}
	return resp.Header.Get("Content-Type")
}
