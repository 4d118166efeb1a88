package metric

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// routesMax bounds the series of requests; more count as "other".
const routesMax = 4096

// Metrics is the program's registry and its own counters. It is safe for
// concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	running  *prometheus.GaugeVec
	alarms   *prometheus.CounterVec

	fronts sync.Map // front name → prometheus.Gauge
	series sync.Map // seriesKey → *series
	count  atomic.Int64
}

type seriesKey struct {
	front, route string
	class        int
}

// series are the counters of one front, route and class of status, found
// once so that a request does not hash its labels.
type series struct {
	requests prometheus.Counter
	seconds  prometheus.Observer
}

// New makes a Metrics with the collectors of the Go runtime and the process.
func New() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guerdon_http_requests_total", Help: "Finished requests.",
		}, []string{"front", "route", "class"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guerdon_http_request_seconds", Help: "Time that requests took.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"front", "route", "class"}),
		running: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "guerdon_http_requests_running", Help: "Requests being served.",
		}, []string{"front"}),
		alarms: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guerdon_alarms_total", Help: "States that should be impossible; each needs somebody to look.",
		}, []string{"alarm"}),
	}
	m.Register(m.requests, m.seconds, m.running, m.alarms,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Register adds collectors. A name that is taken is a mistake in the program
// and panics.
func (m *Metrics) Register(c ...prometheus.Collector) { m.registry.MustRegister(c...) }

// Handler answers a Prometheus scrape.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// Begin counts a request that a front starts to serve.
func (m *Metrics) Begin(front string) { m.gauge(front).Inc() }

// End counts a request that is finished.
func (m *Metrics) End(front, route string, status int, took time.Duration) {
	m.gauge(front).Dec()
	s := m.find(seriesKey{front, route, status / 100})
	s.requests.Inc()
	s.seconds.Observe(took.Seconds())
}

// Alarm counts an alarm. Names are constants of their callers.
func (m *Metrics) Alarm(name string) { m.alarms.WithLabelValues(name).Inc() }

func (m *Metrics) gauge(front string) prometheus.Gauge {
	if g, ok := m.fronts.Load(front); ok {
		return g.(prometheus.Gauge) // the map holds nothing else
	}
	g, _ := m.fronts.LoadOrStore(front, m.running.WithLabelValues(front))
	return g.(prometheus.Gauge) // as above
}

func (m *Metrics) find(k seriesKey) *series {
	if s, ok := m.series.Load(k); ok {
		return s.(*series) // the map holds nothing else
	}
	if m.count.Add(1) > routesMax {
		m.count.Add(-1)
		k.route = "other"
	}
	class := "other"
	if k.class >= 1 && k.class <= 5 {
		class = string(rune('0'+k.class)) + "xx"
	}
	s := &series{m.requests.WithLabelValues(k.front, k.route, class), m.seconds.WithLabelValues(k.front, k.route, class)}
	found, _ := m.series.LoadOrStore(k, s)
	return found.(*series) // as above
}
