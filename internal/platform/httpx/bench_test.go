package httpx_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/metric"
)

const spend = `{"subject":"user-42","asset":"POINT","amount":"12.5","kind":"spend","reason":"lunch","quantity":3}`

type spendBody struct {
	Subject  string      `json:"subject"`
	Asset    string      `json:"asset"`
	Amount   httpx.Money `json:"amount"`
	Kind     string      `json:"kind"`
	Reason   string      `json:"reason"`
	Quantity httpx.Int   `json:"quantity"`
}

// reusedBody is a request body that starts again.
type reusedBody struct{ strings.Reader }

func (*reusedBody) Close() error { return nil }

// nowhere is a ResponseWriter like a connection's, with a fresh header.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(int)             {}

func echo(w http.ResponseWriter, r *http.Request) {
	var v spendBody
	if err := httpx.Decode(r, &v); err != nil {
		fail(w, r, httpx.FaultOf(err))
		return
	}
	a, err := v.Amount.Amount(6)
	if err != nil {
		fail(w, r, httpx.FaultOf(err))
		return
	}
	httpx.WriteJSON(w, http.StatusOK, struct {
		Success bool `json:"success"`
		Data    any  `json:"data"`
	}{true, struct {
		ID      int64 `json:"id"`
		Balance any   `json:"balance"`
	}{42, httpx.Decimal(a, 6)}})
}

func run(b *testing.B, h http.Handler) {
	b.Helper()
	w := &nowhere{}
	body := &reusedBody{}
	base := post("/thing/7", spend)
	base.Header.Set("Authorization", "Bearer abc")
	base.ContentLength = int64(len(spend))
	b.ReportAllocs()
	for b.Loop() {
		body.Reset(spend)
		r := *base // net/http makes a new one too
		r.Body = body
		w.header = make(http.Header)
		h.ServeHTTP(w, &r)
	}
}

// BenchmarkHandler is Decode and WriteJSON alone.
func BenchmarkHandler(b *testing.B) { run(b, http.HandlerFunc(echo)) }

// BenchmarkChain is the whole way: chain, mux, limiter, metrics, sampled
// log, Decode and WriteJSON. The difference to BenchmarkHandler is what the
// chain costs.
func BenchmarkChain(b *testing.B) {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	shared := httpx.Shared{Clock: clock.System{}, Log: log, Access: httpx.NewAccessLog(log, clock.System{}, 50), Meter: metric.New()}
	limiter := httpx.NewLimiter(httpx.Rate{Limit: 1 << 40, Window: time.Minute}, clock.System{})
	mux := http.NewServeMux()
	mux.Handle("POST /thing/{id}", limiter.Limit(http.HandlerFunc(echo), func(*http.Request) httpx.Key { return httpx.ByMember(7) }, fail))
	run(b, shared.Wrap(httpx.Front{Name: "bench", Fail: fail, Handler: httpx.Routes(mux, fail)}))
}

func BenchmarkDecode(b *testing.B) {
	data := []byte(spend)
	b.ReportAllocs()
	for b.Loop() {
		var v spendBody
		if err := httpx.DecodeBytes(data, &v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLimiter(b *testing.B) {
	l := httpx.NewLimiter(httpx.Rate{Limit: 1 << 40, Window: time.Minute}, clock.System{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Take(httpx.ByMember(id.ID(i % 10_000)))
	}
}
