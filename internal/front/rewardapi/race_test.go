package rewardapi_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/front/rewardapi"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

type settled struct {
	Success  *bool       `json:"success"`
	Error    string      `json:"error"`
	TxHash   string      `json:"txHash"`
	Settled  json.Number `json:"settledUsdtAmount"`
	Received json.Number `json:"receivedAmount"`
}

// Twenty callers settle at once: one payout; each hears of it, or, having
// come after its end, that there is nothing.
// contract: S1-05
func TestParallelSettles(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.give("alice")
		bearer := b.bearer("alice")
		var hash atomic.Value
		race(20, func(i int) {
			a := b.call(bearer, "POST", "/rewards/settle", `{"settleCurrency": "BNB"}`)
			var got settled
			if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != 201 || got.Success == nil {
				t.Errorf("%d %s", a.status, a.body)
				return
			}
			switch {
			case !*got.Success && got.Error == "没有可结算的收益" && got.Settled == "0":
			case !*got.Success || got.Settled != "35" || got.Received != "0.0175":
				t.Errorf("%s", a.body)
			case !hash.CompareAndSwap(nil, got.TxHash) && hash.Load() != got.TxHash:
				t.Errorf("two transactions: %s and %s", hash.Load(), got.TxHash)
			}
		})
		if n := b.count("SELECT count(*) FROM simulated_payout"); n != 1 || hash.Load() == nil {
			t.Errorf("%d payouts", n)
		}
	})
}

// One key from twenty connections is one answer.
func TestAKeyIsOneSettlement(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.give("alice")
		bearer := b.bearer("alice")
		bodies := make([]string, 20)
		race(len(bodies), func(i int) {
			a := b.call(bearer, "POST", "/rewards/settle", `{"settleCurrency": "BNB"}`, "Idempotency-Key", "k")
			if bodies[i] = a.body; a.status != 201 {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
		for _, body := range bodies {
			if body != bodies[0] {
				t.Errorf("%s is not %s", body, bodies[0])
			}
		}
		if n := b.count("SELECT count(*) FROM settlement"); n != 1 {
			t.Errorf("%d settlements", n)
		}
	})
}

// Requests are counted, and refused with the time to wait.
func TestRateLimit(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.deps.Limit = httpx.NewLimiter(httpx.Rate{Limit: 2, Window: time.Minute}, b.clock)
		b.serve()
		bearer := b.bearer("alice")
		for range 2 {
			if a := b.call(bearer, "GET", "/rewards/pending", ""); a.status != 200 {
				t.Errorf("%d %s", a.status, a.body)
			}
		}
		a := b.call(bearer, "GET", "/rewards/pending", "")
		if a.status != 429 || !a.refusal() || a.header.Get("Retry-After") == "" {
			t.Errorf("%d %s", a.status, a.body)
		}
		if a := b.call(b.bearer("bob"), "GET", "/rewards/pending", ""); a.status != 200 {
			t.Errorf("bob: %d", a.status)
		}
	})
}

// Health says so when the database is gone.
// contract: S1-01
func TestHealthWithoutDatabase(t *testing.T) {
	s := storetest.SQLite(t, store.Options{})
	s.Close()
	shared := &httpx.Shared{Clock: clock.NewManual(start), Log: slog.New(slog.DiscardHandler)}
	front := shared.Wrap(httpx.Front{Name: "rewardapi", Handler: rewardapi.New(rewardapi.Deps{Store: s, Clock: clock.NewManual(start)}).Handler(), Fail: rewardapi.Fail})
	w := httptest.NewRecorder()
	front.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/health", nil))
	if w.Code != 503 || w.Body.String() != `{"status":"error","service":"reward-service","timestamp":"2024-12-01T00:00:00.000Z"}` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
