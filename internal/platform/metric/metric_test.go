package metric_test

import (
	"fmt"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"guerdon/internal/platform/metric"
)

func scrape(t *testing.T, m *metric.Metrics) string {
	t.Helper()
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	if rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	return rec.Body.String()
}

func TestScrape(t *testing.T) {
	m := metric.New()
	for range 3 {
		m.Begin("loot")
	}
	m.End("loot", "POST /api/lootbox/draw", 200, 3*time.Millisecond)
	m.End("loot", "POST /api/lootbox/draw", 404, time.Second)
	m.Alarm("ledger_assertion")
	m.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "own_gauge"}, func() float64 { return 7 }))
	text := scrape(t, m)
	for _, want := range []string{
		`guerdon_http_requests_running{front="loot"} 1`,
		`guerdon_http_requests_total{class="2xx",front="loot",route="POST /api/lootbox/draw"} 1`,
		`guerdon_http_requests_total{class="4xx",front="loot",route="POST /api/lootbox/draw"} 1`,
		`guerdon_http_request_seconds_bucket{class="2xx",front="loot",route="POST /api/lootbox/draw",le="0.0025"} 0`,
		`guerdon_http_request_seconds_bucket{class="2xx",front="loot",route="POST /api/lootbox/draw",le="0.005"} 1`,
		`guerdon_alarms_total{alarm="ledger_assertion"} 1`,
		"own_gauge 7", "go_goroutines", "process_start_time_seconds",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestTwoMetricsShareNothing(t *testing.T) {
	a, b := metric.New(), metric.New()
	a.Alarm("x")
	if strings.Contains(scrape(t, b), "guerdon_alarms_total") {
		t.Error("an alarm of one shows in the other")
	}
}

func TestSeriesAreBounded(t *testing.T) {
	m := metric.New()
	for i := range 5000 {
		m.Begin("f")
		m.End("f", "route "+strconv.Itoa(i), 200, 0)
	}
	text := scrape(t, m)
	if n := strings.Count(text, "guerdon_http_requests_total{"); n > 4097 {
		t.Errorf("%d series", n)
	}
	if !strings.Contains(text, `route="other"} 904`) {
		t.Error("what is beyond the bound is not counted")
	}
}

func TestConcurrentCounts(t *testing.T) {
	m := metric.New()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 100 {
				m.Begin("f")
				m.End("f", fmt.Sprint(j%10), 200+100*(i%2), time.Millisecond)
			}
		})
	}
	wg.Wait()
	text := scrape(t, m)
	if !strings.Contains(text, `guerdon_http_requests_total{class="2xx",front="f",route="3"} 40`) || !strings.Contains(text, `running{front="f"} 0`) {
		t.Error("counts were lost")
	}
}

func BenchmarkRequest(b *testing.B) {
	m := metric.New()
	b.ReportAllocs()
	for b.Loop() {
		m.Begin("f")
		m.End("f", "POST /a/{id}", 200, time.Millisecond)
	}
}
