package clients

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// rewardServer is the built program with its sample data, on ports of its own.
type rewardServer struct {
	t                *testing.T
	path, data, base string
}

func startRewardServer(t *testing.T) *rewardServer {
	t.Helper()
	addr, core := studyAddr(t), studyAddr(t)
	s := &rewardServer{t: t, path: filepath.Join(t.TempDir(), "guerdon"), data: t.TempDir(), base: "http://" + addr}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", s.path, "guerdon/cmd/guerdon")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	var log bytes.Buffer
	serve := exec.Command(s.path, "serve", "--demo", "--data", s.data)
	serve.Env = append(os.Environ(), "GUERDON_CORE_ADDR="+core, "GUERDON_OPS_ADDR="+core, "GUERDON_REWARD_ADDR="+addr, "GUERDON_LOOT_ADDR="+studyAddr(t),
		"GUERDON_CREATOR_ADDR="+studyAddr(t), "GUERDON_CARD_ADDR="+studyAddr(t), "GUERDON_STUDY_ADDR="+studyAddr(t), "GUERDON_ADMIN_PASSWORD=system-test-password")
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
	for deadline := time.Now().Add(time.Minute); !studyReady(t.Context(), "http://"+core+"/readyz"); {
		if time.Now().After(deadline) {
			t.Fatal("the server did not get ready")
		}
	}
	return s
}

// run runs a command of the test's with the server's address and a token for
// the sample data's member 101.
func (s *rewardServer) run(name string, args ...string) string {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), name, args...)
	cmd.Env = append(os.Environ(), "REWARD_BASE="+s.base, "REWARD_TOKEN="+s.token())
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%s: %v\n%s", name, err, errs.String())
	}
	return string(out)
}

func (s *rewardServer) token() string {
	s.t.Helper()
	out, err := exec.Command(s.path, "token", "--data", s.data, "--subject", "101").Output()
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

type rewardSummary struct {
	Pending    json.Number `json:"pendingUsdt"`
	Settleable json.Number `json:"settleableUsdt"`
	Settled    json.Number `json:"settledTotalUsdt"`
}

type rewardSettled struct {
	Success  bool        `json:"success"`
	Settled  json.Number `json:"settledUsdtAmount"`
	Received json.Number `json:"receivedAmount"`
	Currency string      `json:"settleCurrency"`
	TxHash   *string     `json:"txHash"`
	Error    *string     `json:"error"`
}

// The document's own JavaScript against the built program.
func TestRewardJavaScript(t *testing.T) {
	s := startRewardServer(t)
	var got struct {
		Before  rewardSummary `json:"before"`
		Settled rewardSettled `json:"settled"`
		Again   rewardSettled `json:"again"`
		After   rewardSummary `json:"after"`
	}
	out := s.run("node", filepath.Join("testdata", "reward", "run.mjs"))
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if got.Before != (rewardSummary{"500", "80", "0"}) || got.After != (rewardSummary{"500", "0", "80"}) {
		t.Errorf("before %+v, after %+v", got.Before, got.After)
	}
	if !got.Settled.Success || got.Settled.Received != "0.04" || got.Settled.TxHash == nil || got.Settled.Error != nil {
		t.Errorf("%s", out)
	}
	if got.Again.Success || got.Again.Error == nil || *got.Again.Error != "没有可结算的收益" || got.Again.TxHash != nil {
		t.Errorf("%s", out)
	}
}

// The document's own curl commands against the built program.
func TestRewardCurl(t *testing.T) {
	s := startRewardServer(t)
	text, err := os.ReadFile(filepath.Join("testdata", "reward", "curl.sh"))
	if err != nil {
		t.Fatal(err)
	}
	answers := json.NewDecoder(strings.NewReader(s.run("sh", "-c", strings.NewReplacer("http://localhost:3000", s.base, "<token>", s.token()).Replace(string(text)))))
	var health struct {
		Status  string `json:"status"`
		Service string `json:"service"`
	}
	var summary rewardSummary
	var details struct {
		Data []struct {
			Memo   string `json:"memo"`
			Status string `json:"rewardStatus"`
		} `json:"data"`
	}
	var settled rewardSettled
	for _, into := range []any{&health, &summary, &details, &settled} {
		if err := answers.Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	if health.Status != "ok" || health.Service != "reward-service" || summary.Pending != "500" || !settled.Success {
		t.Errorf("%+v %+v %+v", health, summary, settled)
	}
	if len(details.Data) != 1 || details.Data[0].Memo != "分享权益:来自用户100的认种" || details.Data[0].Status != "PENDING" {
		t.Errorf("%+v", details)
	}
}

// The description page, as a browser gets it.
func TestRewardSwagger(t *testing.T) {
	s := startRewardServer(t)
	for path, kind := range map[string]string{"/api": "text/html; charset=utf-8", "/api-json": "application/json", "/api/swagger-ui-bundle.js": "text/javascript; charset=utf-8", "/api/swagger-ui.css": "text/css; charset=utf-8"} {
		resp, err := http.Get(s.base + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %d %s", path, resp.StatusCode, resp.Header.Get("Content-Type"))
		}
	}
}
