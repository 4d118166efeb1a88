package httpx

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/clock"
)

// Defaults of a front.
const (
	BodyMaxDefault = 1 << 20          // bytes
	TimeMaxDefault = 30 * time.Second // of one request
)

// Fail writes a fault in a front's own error form.
type Fail func(w http.ResponseWriter, r *http.Request, f *fault.Fault)

// Meter counts requests. Its methods are called from many goroutines.
type Meter interface {
	Begin(front string)
	End(front, route string, status int, took time.Duration)
	Alarm(name string)
}

// Shared is what all fronts have in common. Fill it in, then Wrap.
type Shared struct {
	Clock   clock.Clock
	Log     *slog.Logger
	Access  *AccessLog // nil: no request log
	Meter   Meter      // nil: nothing is counted
	Proxies Proxies
	// Stop ends long requests (streams) when it is done; nil never ends them.
	Stop context.Context

	ids *idSource
}

// Front is one contract's handler and the bounds around it.
type Front struct {
	Name    string
	Handler http.Handler
	Fail    Fail
	BodyMax int64         // bytes; 0 is BodyMaxDefault
	TimeMax time.Duration // 0 is TimeMaxDefault
	// Long names requests without a time limit: streams and downloads. nil
	// is none. Their handlers watch the request's context.
	Long func(*http.Request) bool
	// Upload names the larger limit in bytes of requests that carry files; 0
	// keeps BodyMax. nil is none.
	Upload func(*http.Request) int64
	// Headers replace the headers of the same name that every answer gets.
	Headers http.Header
	// Origins are the web origins that may call; nil leaves browsers to
	// their same-origin rule.
	Origins *Origins
	// Cookies is set where a cookie alone proves who calls, so that requests
	// which change something must come from an accepted origin, in JSON.
	Cookies bool
}

// chain is the duties around one front.
type chain struct {
	*Shared
	Front
	headers []headerValues
}

// Wrap puts the common duties around a front.
func (s *Shared) Wrap(f Front) http.Handler {
	if s.ids == nil {
		s.ids = newIDSource()
	}
	if s.Meter == nil {
		s.Meter = noMeter{}
	}
	if f.BodyMax == 0 {
		f.BodyMax = BodyMaxDefault
	}
	if f.TimeMax == 0 {
		f.TimeMax = TimeMaxDefault
	}
	return &chain{Shared: s, Front: f, headers: answerHeaders(f.Headers)}
}

// ServeHTTP runs the front inside its bounds.
func (c *chain) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := c.begin(w, r)
	long := c.Long != nil && c.Long(r)
	ctx, cancel := c.limit(e, long)
	defer cancel()
	r = r.WithContext(ctx)
	defer c.end(e, r)
	if long {
		unhurried(w)
	}
	if !c.admit(e, r) {
		return
	}
	c.Handler.ServeHTTP(e, r)
}

// begin notes what is known before anything is decided.
func (c *chain) begin(w http.ResponseWriter, r *http.Request) *exchange {
	e := &exchange{
		Context: r.Context(), w: w, began: c.Clock.Now(), client: c.Proxies.ClientIP(r),
		bodyMax: c.BodyMax, head: r.Method == http.MethodHead,
		acceptGzip: acceptsGzip(first(r.Header, "Accept-Encoding")), ranged: len(r.Header["Range"]) > 0,
	}
	if e.id[0] = first(r.Header, "X-Request-Id"); !saneID(e.id[0]) {
		e.id[0] = c.ids.next()
	}
	if c.Upload != nil {
		e.bodyMax = max(e.bodyMax, c.Upload(r))
	}
	h := w.Header()
	h["X-Request-Id"] = e.id[:]
	for i := range c.headers {
		h[c.headers[i].name] = c.headers[i].values
	}
	c.Meter.Begin(c.Name)
	return e
}

// limit gives the request its end in time.
func (c *chain) limit(e *exchange, long bool) (context.Context, context.CancelFunc) {
	if !long {
		return context.WithTimeout(e, c.TimeMax)
	}
	ctx, cancel := context.WithCancel(e)
	if c.Stop == nil {
		return ctx, cancel
	}
	release := context.AfterFunc(c.Stop, cancel)
	return ctx, func() { release(); cancel() }
}

// admit refuses what no handler should see, and bounds the body.
func (c *chain) admit(e *exchange, r *http.Request) bool {
	if c.Origins != nil && c.Origins.answer(e, r) {
		return false
	}
	if c.Cookies {
		if err := c.Origins.Check(r); err != nil {
			c.Fail(e, r, FaultOf(err))
			return false
		}
	}
	switch {
	case r.ContentLength > e.bodyMax:
		c.Fail(e, r, ErrBodyTooLarge)
		return false
	case r.ContentLength < 0 && r.Body != nil: // net/http holds a body to its stated length
		r.Body = http.MaxBytesReader(e.w, r.Body, e.bodyMax)
	}
	return true
}

// unhurried lifts the server's own deadlines from a long request. Writers
// that have none (tests) say so, and there is nothing to lift.
func unhurried(w http.ResponseWriter) {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{})
	_ = control.SetWriteDeadline(time.Time{})
}

// first is the first value of a header whose name is canonical already.
func first(h http.Header, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

type noMeter struct{}

func (noMeter) Begin(string)                           {}
func (noMeter) End(string, string, int, time.Duration) {}
func (noMeter) Alarm(string)                           {}
