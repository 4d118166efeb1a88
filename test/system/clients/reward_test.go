package clients

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

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
	s := start(t)
	var got struct {
		Before  rewardSummary `json:"before"`
		Settled rewardSettled `json:"settled"`
		Again   rewardSettled `json:"again"`
		After   rewardSummary `json:"after"`
	}
	out := s.run([]string{"REWARD_BASE=" + s.reward, "REWARD_TOKEN=" + s.token("101")}, "node", "testdata/reward/run.mjs")
	s.read(out, &got)
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
	s := start(t)
	answers := json.NewDecoder(strings.NewReader(s.shell("reward/curl.sh", "http://localhost:3000", s.reward, "<token>", s.token("101"))))
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
	s := start(t)
	for path, kind := range map[string]string{"/api": "text/html; charset=utf-8", "/api-json": "application/json", "/api/swagger-ui-bundle.js": "text/javascript; charset=utf-8", "/api/swagger-ui.css": "text/css; charset=utf-8"} {
		resp, err := http.Get(s.reward + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %d %s", path, resp.StatusCode, resp.Header.Get("Content-Type"))
		}
	}
}
