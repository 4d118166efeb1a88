package opsapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/httpx"
)

// checkTimeout bounds each check, so that a prober gets an answer.
const checkTimeout = 2 * time.Second

// Check tells whether one thing that the program needs is there.
type Check struct {
	Name string
	Run  func(context.Context) error
}

// Config is what the front shows.
type Config struct {
	Metrics http.Handler // answers a scrape
	Checks  []Check
	Version string
	Log     *slog.Logger
	Timeout time.Duration // of each check; 0 is two seconds
}

// New makes the front's handler, to be wrapped by httpx.Shared with Fail.
func New(c Config) http.Handler {
	if c.Timeout == 0 {
		c.Timeout = checkTimeout
	}
	f := &front{Config: c, running: make([]atomic.Int32, len(c.Checks))}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", c.Metrics)
	mux.HandleFunc("GET /healthz", f.health)
	mux.HandleFunc("GET /readyz", f.ready)
	return httpx.Routes(mux, Fail)
}

// Prefixes are the addresses that New answers.
func Prefixes() []string { return []string{"/metrics", "/healthz", "/readyz"} }

// runsMax bounds how often one check runs at the same time.
const runsMax = 8

// front is Config and how often each check is running just now.
type front struct {
	Config
	running []atomic.Int32
}

// errRunning is a check that does not come back from earlier questions.
var errRunning = errors.New("earlier runs of this check have not ended")

// report is the body of both answers.
type report struct {
	Status  string            `json:"status"` // ok or unavailable
	Version string            `json:"version"`
	Checks  map[string]string `json:"checks,omitempty"` // ok or failed, by name
}

func (f *front) health(w http.ResponseWriter, _ *http.Request) {
	httpx.WriteJSON(w, http.StatusOK, report{Status: "ok", Version: f.Version})
}

func (f *front) ready(w http.ResponseWriter, r *http.Request) {
	body := report{Status: "ok", Version: f.Version, Checks: map[string]string{}}
	status := http.StatusOK
	for i, err := range f.runAll(r.Context()) {
		name := f.Checks[i].Name
		if body.Checks[name] = "ok"; err != nil {
			body.Checks[name] = "failed"
			body.Status, status = "unavailable", http.StatusServiceUnavailable
			f.Log.Warn("not ready", slog.String("check", name), slog.String("cause", err.Error()))
		}
	}
	httpx.WriteJSON(w, status, body)
}

// runAll runs every check side by side.
func (f *front) runAll(ctx context.Context) []error {
	ctx, cancel := context.WithTimeout(ctx, f.Timeout)
	defer cancel()
	errs := make([]error, len(f.Checks))
	var all sync.WaitGroup
	for i := range f.Checks {
		all.Go(func() { errs[i] = f.run(ctx, i) })
	}
	all.Wait()
	return errs
}

// run runs one check. A check that ignores its context is not waited for,
// and not started again and again.
func (f *front) run(ctx context.Context, i int) error {
	if f.running[i].Add(1) > runsMax {
		f.running[i].Add(-1)
		return errRunning
	}
	done := make(chan error, 1)
	go func() {
		defer f.running[i].Add(-1)
		done <- f.Checks[i].Run(ctx)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Fail is the front's error form: a status and the fault's code.
func Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	wire, f := httpx.Map{}.Of(f)
	httpx.WriteJSON(w, wire.Status, map[string]string{"status": "error", "code": f.Code, "message": wire.Text})
}
