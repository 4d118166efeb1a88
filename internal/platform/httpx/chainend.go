package httpx

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"guerdon/internal/base/fault"
)

// The alarms that the chain raises.
const (
	AlarmPanic    = "http_panic"    // a handler panicked
	AlarmInternal = "http_internal" // an answer reports an Internal fault
)

// end runs deferred: it turns a panic into the front's 500, completes the
// answer, and counts and logs it.
func (c *chain) end(e *exchange, r *http.Request) {
	cause := recover()
	aborted := cause != nil && c.rescue(e, r, cause)
	if aborted {
		e.dropGzip()
	} else {
		e.finish()
	}
	route := e.routeOf(r)
	if e.fault != nil && e.fault.Kind == fault.Internal && cause == nil {
		c.Meter.Alarm(AlarmInternal)
	}
	took := c.Clock.Now().Sub(e.began)
	c.Meter.End(c.Name, route, e.status, took)
	if c.Access != nil {
		c.Access.note(e, c.Name, r.Method, route, took)
	}
	if aborted {
		panic(http.ErrAbortHandler) // net/http closes the connection, silently
	}
}

// rescue answers for a handler that panicked. It reports whether the answer
// is lost, because part of another one has gone out.
func (c *chain) rescue(e *exchange, r *http.Request, cause any) (aborted bool) {
	if cause == http.ErrAbortHandler { //nolint:errorlint // compared as net/http does
		return true
	}
	c.Meter.Alarm(AlarmPanic)
	c.Log.Error("a handler panicked", slog.String("front", c.Name), slog.String("request", e.id[0]),
		slog.String("route", e.routeOf(r)), slog.String("cause", fmt.Sprint(cause)), slog.String("stack", string(debug.Stack())))
	if e.sent {
		return true
	}
	e.status = 0
	h := e.Header()
	h.Del("Content-Length")
	h.Del("Content-Encoding")
	h.Del("Etag")
	h.Del("Set-Cookie")
	return !c.failed(e, r)
}

// failed writes the front's 500. It reports false where that panics too.
func (c *chain) failed(e *exchange, r *http.Request) (ok bool) {
	defer func() { ok = recover() == nil }()
	c.Fail(e, r, fault.ErrInternal)
	return true
}

// routeOf is the pattern that matched, or "none".
func (e *exchange) routeOf(r *http.Request) string {
	switch {
	case e.route != "":
		return e.route
	case r.Pattern != "":
		return r.Pattern
	}
	return "none"
}
