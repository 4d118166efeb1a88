package httpx_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
)

var start = instant.Of(time.Date(2026, 1, 22, 10, 0, 0, 0, time.UTC))

// meter records what the chain counts.
type meter struct {
	mu     sync.Mutex
	begun  int
	ended  []string // "front route status"
	alarms []string
}

func (m *meter) Begin(string) { m.mu.Lock(); m.begun++; m.mu.Unlock() }
func (m *meter) End(front, route string, status int, _ time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ended = append(m.ended, front+" "+route+" "+http.StatusText(status))
}
func (m *meter) Alarm(name string) { m.mu.Lock(); m.alarms = append(m.alarms, name); m.mu.Unlock() }

// bundle is a chain whose every part can be looked at.
type bundle struct {
	shared httpx.Shared
	clock  *clock.Manual
	meter  *meter
	log    *bytes.Buffer
}

func setup() *bundle {
	b := &bundle{clock: clock.NewManual(start), meter: &meter{}, log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	b.shared = httpx.Shared{Clock: b.clock, Log: log, Access: httpx.NewAccessLog(log, b.clock, 100), Meter: b.meter}
	return b
}

// fail writes a fault the way the tests read it.
func fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	wire, f := httpx.Map{}.Of(f)
	httpx.WriteJSON(w, wire.Status, map[string]any{"code": f.Code, "params": f.Params})
}

func (b *bundle) serve(h http.HandlerFunc, f httpx.Front, r *http.Request) *httptest.ResponseRecorder {
	f.Name, f.Fail = "test", fail
	mux := http.NewServeMux()
	mux.Handle("/thing/{id}", h)
	f.Handler = httpx.Routes(mux, fail)
	rec := httptest.NewRecorder()
	b.shared.Wrap(f).ServeHTTP(rec, r)
	return rec
}

func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func post(path, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

func ok(w http.ResponseWriter, _ *http.Request) {
	httpx.WriteJSON(w, http.StatusOK, map[string]bool{"ok": true})
}

func TestRequestID(t *testing.T) {
	b := setup()
	seen := map[string]bool{}
	for inbound, echoed := range map[string]bool{
		"abc-123_X.y": true, "": false, "a b": false, "x\ny": false, "日本": false, strings.Repeat("a", 65): false, strings.Repeat("a", 64): true,
	} {
		r := get("/thing/1")
		r.Header["X-Request-Id"] = []string{inbound}
		var inside string
		rec := b.serve(func(_ http.ResponseWriter, r *http.Request) { inside = httpx.RequestID(r.Context()) }, httpx.Front{}, r)
		id := rec.Header().Get("X-Request-Id")
		if id != inside || id == "" || (id == inbound) != echoed || seen[id] {
			t.Errorf("%q: outside %q, inside %q", inbound, id, inside)
		}
		seen[id] = true
	}
	if httpx.RequestID(context.Background()) != "" || httpx.ClientIP(context.Background()).IsValid() {
		t.Error("something outside a request")
	}
}

func TestAnswerHeaders(t *testing.T) {
	b := setup()
	rec := b.serve(ok, httpx.Front{Headers: http.Header{"content-security-policy": {"default-src 'self'"}, "Cache-Control": nil}}, get("/thing/1"))
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Cache-Control": "", "Content-Security-Policy": "default-src 'self'",
		"Content-Type": "application/json", "Content-Length": "11",
	} {
		if got := rec.Header().Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	for range 2 {
		rec = b.serve(func(w http.ResponseWriter, _ *http.Request) { w.Header().Add("Cache-Control", "private") }, httpx.Front{}, get("/thing/1"))
		if got := rec.Header()["Cache-Control"]; len(got) != 2 || got[0] != "no-store" {
			t.Errorf("one answer's header reached another: %v", got)
		}
	}
	for _, secure := range []bool{false, true} {
		rec = b.serve(ok, httpx.Front{Headers: httpx.PageHeaders(secure)}, get("/thing/1"))
		if rec.Header().Get("X-Frame-Options") != "DENY" || rec.Header().Get("X-Content-Type-Options") != "nosniff" || (rec.Header().Get("Strict-Transport-Security") != "") != secure {
			t.Errorf("pages: %v", rec.Header())
		}
	}
}

func TestBodyLimits(t *testing.T) {
	read := func(w http.ResponseWriter, r *http.Request) {
		data, err := httpx.Body(r)
		if err != nil {
			fail(w, r, httpx.FaultOf(err))
			return
		}
		again, err := io.ReadAll(r.Body)
		if err != nil || string(again) != string(data) {
			t.Errorf("the body is not put back: %v", err)
		}
		if kept, _ := httpx.Body(r); string(kept) != string(data) {
			t.Error("a second Body differs")
		}
		httpx.WriteJSON(w, 200, len(data))
	}
	upload := func(r *http.Request) int64 {
		if r.URL.Path == "/thing/upload" {
			return 100
		}
		return 0
	}
	for _, c := range []struct {
		path    string
		size    int
		chunked bool
		want    int
	}{
		{"/thing/1", 10, false, 200}, {"/thing/1", 10, true, 200}, {"/thing/1", 11, false, 413}, {"/thing/1", 11, true, 413},
		{"/thing/upload", 100, false, 200}, {"/thing/upload", 100, true, 200}, {"/thing/upload", 101, true, 413}, {"/thing/1", 0, true, 200},
	} {
		r := post(c.path, strings.Repeat("x", c.size))
		if c.chunked {
			r.ContentLength = -1
		}
		if rec := setup().serve(read, httpx.Front{BodyMax: 10, Upload: upload}, r); rec.Code != c.want {
			t.Errorf("%+v: %d %s", c, rec.Code, rec.Body)
		}
	}
}

func TestTimeLimit(t *testing.T) {
	wait := func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		fail(w, r, httpx.FaultOf(r.Context().Err()))
	}
	rec := setup().serve(wait, httpx.Front{TimeMax: time.Millisecond}, get("/thing/1"))
	if rec.Code != 503 || !strings.Contains(rec.Body.String(), "httpx.timeout") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

func TestLongRequestsEndWithTheProgram(t *testing.T) {
	b := setup()
	stop, cancel := context.WithCancel(context.Background())
	b.shared.Stop = stop
	started := make(chan struct{})
	go func() { <-started; cancel() }()
	rec := b.serve(func(w http.ResponseWriter, r *http.Request) {
		if _, limited := r.Context().Deadline(); limited {
			t.Error("a long request has a deadline")
		}
		close(started)
		<-r.Context().Done()
		ok(w, r)
	}, httpx.Front{TimeMax: time.Nanosecond, Long: func(*http.Request) bool { return true }}, get("/thing/1"))
	if rec.Code != 200 {
		t.Errorf("%d", rec.Code)
	}
}

func TestPanicIsA500AndAnAlarm(t *testing.T) {
	b := setup()
	rec := b.serve(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "3")
		w.Header().Set("Set-Cookie", "session=x")
		w.WriteHeader(200)
		panic("impossible state")
	}, httpx.Front{}, get("/thing/1?token=HUSH"))
	if rec.Code != 500 || !strings.Contains(rec.Body.String(), `"internal"`) || strings.Contains(rec.Body.String(), "impossible") || rec.Header().Get("Set-Cookie") != "" {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if len(b.meter.alarms) != 1 || b.meter.alarms[0] != httpx.AlarmPanic || b.meter.ended[0] != "test /thing/{id} Internal Server Error" {
		t.Errorf("%v %v", b.meter.alarms, b.meter.ended)
	}
	if log := b.log.String(); !strings.Contains(log, "impossible state") || !strings.Contains(log, "chain_test.go") || strings.Contains(log, "HUSH") {
		t.Errorf("log: %s", log)
	}
}

func TestPanicAfterTheHeaderAborts(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"late panic": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "half"); panic("x") },
		"abort":      func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		b := setup()
		func() {
			defer func() {
				if cause := recover(); cause != http.ErrAbortHandler { //nolint:errorlint // as net/http compares
					t.Errorf("%s: %v", name, cause)
				}
			}()
			b.serve(h, httpx.Front{}, get("/thing/1"))
		}()
		if len(b.meter.ended) != 1 {
			t.Errorf("%s: not counted", name)
		}
	}
}

func TestAPanicInFailIsStillCounted(t *testing.T) {
	b := setup()
	front := httpx.Front{Name: "test", Fail: func(http.ResponseWriter, *http.Request, *fault.Fault) { panic("again") },
		Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("first") })}
	func() {
		defer func() { _ = recover() }()
		b.shared.Wrap(front).ServeHTTP(httptest.NewRecorder(), get("/"))
	}()
	if len(b.meter.ended) != 1 {
		t.Error("not counted")
	}
}

func TestRoutesAndMethods(t *testing.T) {
	for _, c := range []struct {
		method, path string
		status       int
		code, allow  string
	}{
		{"GET", "/thing/1", 200, "", ""},
		{"GET", "/nothing", 404, "httpx.no_route", ""},
		{"POST", "//thing/1", 404, "httpx.no_route", ""},
		{"POST", "/thing/../thing/1", 404, "httpx.no_route", ""},
		{"GET", "/only", 405, "httpx.method", "POST, PUT"},
		{"OPTIONS", "/only", 204, "", "POST, PUT"},
	} {
		mux := http.NewServeMux()
		mux.HandleFunc("/thing/{id}", ok)
		mux.HandleFunc("POST /only", ok)
		mux.HandleFunc("PUT /only", ok)
		b := setup()
		rec := httptest.NewRecorder()
		r := get("/")
		r.Method, r.URL.Path = c.method, c.path
		b.shared.Wrap(httpx.Front{Name: "t", Fail: fail, Handler: httpx.Routes(mux, fail)}).ServeHTTP(rec, r)
		if rec.Code != c.status || !strings.Contains(rec.Body.String(), c.code) || rec.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s: %d %s %v", c.method, c.path, rec.Code, rec.Body, rec.Header())
		}
	}
}

func TestTheRouteIsKnownBehindOtherMiddleware(t *testing.T) {
	b := setup()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /a/{x}", ok)
	inner := httpx.Routes(mux, fail)
	type key struct{}
	front := httpx.Front{Name: "t", Fail: fail, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, 1)))
	})}
	h := b.shared.Wrap(front)
	h.ServeHTTP(httptest.NewRecorder(), get("/a/1"))
	h.ServeHTTP(httptest.NewRecorder(), get("/b"))
	if b.meter.ended[0] != "t GET /a/{x} OK" || b.meter.ended[1] != "t none Not Found" {
		t.Errorf("%v", b.meter.ended)
	}
}

func TestTrimSlash(t *testing.T) {
	for in, want := range map[string]string{"/": "/", "/a": "/a", "/a/": "/a", "/a/b/": "/a/b"} {
		var got string
		r := post(in, "{}")
		httpx.TrimSlash(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL.Path })).ServeHTTP(httptest.NewRecorder(), r)
		if got != want || r.URL.Path != in {
			t.Errorf("%q: %q, the caller's is %q", in, got, r.URL.Path)
		}
	}
}

func TestConcurrentRequests(t *testing.T) {
	b := setup()
	b.shared.Log = slog.New(slog.DiscardHandler)
	b.shared.Access = httpx.NewAccessLog(b.shared.Log, b.clock, 10)
	h := b.shared.Wrap(httpx.Front{Name: "t", Fail: fail, Handler: http.HandlerFunc(ok)})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 50 {
				rec := httptest.NewRecorder()
				h.ServeHTTP(rec, get("/"))
				if rec.Body.String() != `{"ok":true}` {
					t.Errorf("%q", rec.Body)
				}
			}
		})
	}
	wg.Wait()
	if b.meter.begun != 1000 || len(b.meter.ended) != 1000 {
		t.Errorf("%d begun, %d ended", b.meter.begun, len(b.meter.ended))
	}
}
