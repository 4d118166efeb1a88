package httpx

import (
	"log/slog"
	"sync"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/clock"
)

// AccessLog writes one line a request, as many a second as it may and no
// more, so that logging never costs the hot path more than a counter. What
// went wrong on our side (5xx) has a budget of its own. Lines left out are
// counted on the next line that is written.
//
// A line names the route's pattern, never the address itself: addresses
// carry card codes, and queries carry tokens.
type AccessLog struct {
	log   *slog.Logger
	clock clock.Clock
	limit int // lines a second, for each budget

	mu      sync.Mutex
	second  int64
	ordered int // lines written this second
	failed  int // the same for 5xx
	skipped int64
}

// NewAccessLog writes at most perSecond lines a second, and as many for
// failures.
func NewAccessLog(log *slog.Logger, c clock.Clock, perSecond int) *AccessLog {
	return &AccessLog{log: log, clock: c, limit: perSecond}
}

// note logs a finished request if there is budget left.
func (a *AccessLog) note(e *exchange, front, method, route string, took time.Duration) {
	level := slog.LevelInfo
	if e.status >= 500 {
		level = slog.LevelError
	}
	if !a.log.Enabled(e.Context, level) {
		return
	}
	skipped, ok := a.take(e.status >= 500)
	if !ok {
		return
	}
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs, slog.String("front", front), slog.String("method", safeMethod(method)), slog.String("route", route),
		slog.Int("status", e.status), slog.Int64("bytes", e.size), slog.Duration("took", took),
		slog.String("request", e.id[0]), slog.String("client", e.client.String()))
	if e.actor.Kind != "" {
		attrs = append(attrs, slog.String("actor", e.actor.String()))
	}
	if f := e.fault; f != nil {
		attrs = append(attrs, slog.String("fault", f.Code))
		if cause := f.Unwrap(); cause != nil && (f.Kind == fault.Internal || f.Kind == fault.Unavailable) {
			attrs = append(attrs, slog.String("cause", cause.Error()))
		}
	}
	if skipped > 0 {
		attrs = append(attrs, slog.Int64("not_logged", skipped))
	}
	a.log.LogAttrs(e.Context, level, "request", attrs...)
}

// take asks for one line; skipped is how many were refused since the last.
func (a *AccessLog) take(failure bool) (skipped int64, ok bool) {
	second := int64(a.clock.Now()) / 1_000_000
	a.mu.Lock()
	defer a.mu.Unlock()
	if second != a.second {
		a.second, a.ordered, a.failed = second, 0, 0
	}
	used := &a.ordered
	if failure {
		used = &a.failed
	}
	if *used >= a.limit {
		a.skipped++
		return 0, false
	}
	*used++
	skipped, a.skipped = a.skipped, 0
	return skipped, true
}

// safeMethod keeps invented methods out of the log.
func safeMethod(m string) string {
	switch m {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return m
	}
	return "other"
}
