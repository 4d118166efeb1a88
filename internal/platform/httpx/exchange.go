package httpx

import (
	"compress/gzip"
	"context"
	"net/http"
	"net/netip"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
)

// exchange is one request and its answer: the context that carries what the
// chain knows, and the ResponseWriter that watches what is written. One
// value serves both, so that a request costs one allocation here. It is
// never pooled: a handler's stray goroutine must not reach another's answer.
type exchange struct {
	context.Context
	w http.ResponseWriter

	id      [1]string // in the form of a header's values
	client  netip.Addr
	actor   actor.Actor
	began   instant.Instant
	bodyMax int64
	route   string       // the pattern that matched
	fault   *fault.Fault // what the answer reports

	status     int   // 0 until the handler decides
	sent       bool  // the header has gone out
	size       int64 // body bytes before compression
	head       bool  // the request was HEAD
	acceptGzip bool
	ranged     bool // the request asked for a range
	gz         *gzip.Writer
}

type exchangeKey struct{}

// Value finds the exchange itself, or what its parent carries.
func (e *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return e
	}
	return e.Context.Value(key)
}

func exchangeOf(ctx context.Context) *exchange {
	e, _ := ctx.Value(exchangeKey{}).(*exchange)
	return e
}

// RequestID is the id of the request, "" outside one.
func RequestID(ctx context.Context) string {
	if e := exchangeOf(ctx); e != nil {
		return e.id[0]
	}
	return ""
}

// ClientIP is the address of whoever sent the request, the zero Addr
// outside one.
func ClientIP(ctx context.Context) netip.Addr {
	if e := exchangeOf(ctx); e != nil {
		return e.client
	}
	return netip.Addr{}
}

// SetActor notes for the log who acts. Fronts call it once they know, from
// the goroutine that serves the request.
func SetActor(ctx context.Context, a actor.Actor) {
	if e := exchangeOf(ctx); e != nil {
		e.actor = a
	}
}

// NoteFault notes for the log what the answer reports. A front's Fail calls
// it; the cause of an Internal or Unavailable fault is logged and never sent.
func NoteFault(ctx context.Context, f *fault.Fault) {
	if e := exchangeOf(ctx); e != nil {
		e.fault = f
	}
}
