package bench

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// serve gives a load on a handler, with one entry a request.
func serve(t *testing.T, h http.HandlerFunc) *load {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	addr := strings.TrimPrefix(s.URL, "http://")
	request := newTemplate("POST", "/", addr, nil, transferBody("spend"))
	return &load{addr: addr, connections: 4, warmUp: 20 * time.Millisecond, length: 200 * time.Millisecond, feed: membersAtRandom(request, 10), entries: 1}
}

// total counts errors of the name, in the warm-up or not.
func total(out *outcome, name string) int64 { return out.errors[name] + out.errors["warm-up: "+name] }

func TestALoadCountsAnswers(t *testing.T) {
	var served atomic.Int64
	l := serve(t, func(w http.ResponseWriter, r *http.Request) { served.Add(1); echo(w, r) })
	out, err := l.run(t.Context())
	if err != nil || len(out.errors) > 0 {
		t.Fatal(err, out.errors)
	}
	if out.entries == 0 || out.entries > served.Load() || uint64(out.entries) != out.latency.n || out.latency.max == 0 {
		t.Errorf("%d entries, %d latencies, %d served", out.entries, out.latency.n, served.Load())
	}
	if out.used.generator.cpu <= 0 {
		t.Error("the generator used no CPU")
	}
}

func TestALoadNeverDropsErrors(t *testing.T) {
	var served atomic.Int64
	l := serve(t, func(w http.ResponseWriter, r *http.Request) {
		served.Add(1)
		w.WriteHeader(http.StatusTooManyRequests)
	})
	out, err := l.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := total(out, "429"); got == 0 || got != served.Load() || out.entries != 0 || out.latency.n != 0 {
		t.Errorf("%v of %d, %d entries", out.errors, served.Load(), out.entries)
	}
}

func TestALoadGoesOnAfterALostConnection(t *testing.T) {
	var served atomic.Int64
	l := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if served.Add(1)%10 == 0 {
			panic(http.ErrAbortHandler)
		}
		echo(w, r)
	})
	out, err := l.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lost := total(out, "connection closed") + total(out, "connection reset")
	if lost != served.Load()/10 || out.entries == 0 {
		t.Errorf("%v of %d, %d entries", out.errors, served.Load(), out.entries)
	}
}

func TestALoadOnADeadServerSaysSo(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	addr := strings.TrimPrefix(s.URL, "http://")
	s.Close()
	l := &load{addr: addr, connections: 1, length: 60 * time.Millisecond, feed: membersAtRandom(newTemplate("GET", "/", addr, nil, ""), 1)}
	out, err := l.run(t.Context())
	if err != nil || total(out, "connection refused") == 0 {
		t.Errorf("%v, %v", out, err)
	}
}

func TestRefusedEntriesAreNotDone(t *testing.T) {
	l := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"results":[{"id":1,"balance":"1"},{"error":{"code":"ledger.insufficient"}},{"id":2,"balance":"0"}]}`))
	})
	l.entries, l.refused = 3, refusedEntries
	out, err := l.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if out.entries == 0 || uint64(out.entries) != 2*out.latency.n || total(out, "refused entry") < int64(out.latency.n) {
		t.Errorf("%d entries of %d answers, %v", out.entries, out.latency.n, out.errors)
	}
}

func TestAnInterruptedLoadEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := serve(t, func(w http.ResponseWriter, r *http.Request) { cancel(); echo(w, r) })
	l.length = time.Hour
	if _, err := l.run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestALoadRefusesWhatIsNoAnswer(t *testing.T) {
	var served atomic.Int64
	l := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		served.Add(1)
		_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n"))
		_ = c.Close()
	})
	out, err := l.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := total(out, errExtra.Error()); got == 0 || got != served.Load() || out.entries != 0 {
		t.Errorf("%v of %d", out.errors, served.Load())
	}
}

func TestALoadReadsLongAnswersAndClosedConnections(t *testing.T) {
	text := []byte(strings.Repeat("x", 10*linkBuffer))
	l := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		_, _ = w.Write(text)
	})
	l.refused = func(body []byte) int { return len(text) - len(body) }
	out, err := l.run(t.Context())
	if err != nil || out.entries == 0 || len(out.errors) > 0 {
		t.Errorf("%d entries, %v, %v", out.entries, out.errors, err)
	}
}
