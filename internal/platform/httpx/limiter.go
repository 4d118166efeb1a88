package httpx

import (
	"hash/maphash"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/clock"
)

// Key is who a rate is counted for.
type Key struct {
	kind byte
	id   id.ID
	addr netip.Addr
}

// ByMember counts for a member.
func ByMember(i id.ID) Key { return Key{kind: 'm', id: i} }

// ByOperator counts for an operator.
func ByOperator(i id.ID) Key { return Key{kind: 'o', id: i} }

// ByAPIKey counts for an API key.
func ByAPIKey(i id.ID) Key { return Key{kind: 'k', id: i} }

// ByIP counts for an address; an IPv6 address stands for its /64, since one
// customer has that many.
func ByIP(a netip.Addr) Key {
	if a.Is6() {
		if network, err := a.Prefix(64); err == nil {
			a = network.Addr()
		}
	}
	return Key{kind: 'a', addr: a}
}

// Rate is how many requests one key may make in a window.
type Rate struct {
	Limit  int
	Window time.Duration // at least a second
}

const (
	shardCount = 64
	keysMax    = 1 << 17 // keys remembered by one Limiter
	forgetLook = 16      // keys looked at to make room
)

// Limiter counts requests in memory, in windows that start with a key's
// first request. It remembers a bounded number of keys: where it is full, it
// forgets finished windows, or else any one.
//
// It stands in for go-chi/httprate, which reads the machine's clock, keeps
// every key of a window behind one lock, and builds a string for each.
// A nil *Limiter limits nothing. Limits hold for one process.
type Limiter struct {
	rate   Rate
	clock  clock.Clock
	seed   maphash.Seed
	header []string // the value of RateLimit-Limit
	shards [shardCount]shard
}

type shard struct {
	mu      sync.Mutex
	windows map[Key]window
}

type window struct {
	ends instant.Instant
	used int
}

// NewLimiter makes a Limiter for one rate.
func NewLimiter(rate Rate, c clock.Clock) *Limiter {
	l := &Limiter{rate: rate, clock: c, seed: maphash.MakeSeed(), header: []string{strconv.Itoa(rate.Limit)}}
	for i := range l.shards {
		l.shards[i].windows = map[Key]window{}
	}
	return l
}

// Quota is the answer of a Limiter.
type Quota struct {
	Allowed   bool
	Remaining int
	Reset     int // seconds until the window ends, rounded up
	limit     []string
}

// Take counts one request for k, unless it is one too many.
func (l *Limiter) Take(k Key) Quota {
	if l == nil {
		return Quota{Allowed: true}
	}
	now := l.clock.Now()
	s := &l.shards[maphash.Comparable(l.seed, k)%shardCount]
	s.mu.Lock()
	w, known := s.windows[k]
	if !known || now >= w.ends {
		if !known && len(s.windows) >= keysMax/shardCount {
			s.forget(now)
		}
		w = window{ends: now.Add(l.rate.Window)}
	}
	allowed := w.used < l.rate.Limit
	if allowed {
		w.used++
		s.windows[k] = w
	}
	s.mu.Unlock()
	return Quota{Allowed: allowed, Remaining: l.rate.Limit - w.used, Reset: int((w.ends.Sub(now) + time.Second - 1) / time.Second), limit: l.header}
}

// forget makes room for one key at a fixed cost: it looks at a few keys and
// drops those whose window is over, or else the last one it looked at.
func (s *shard) forget(now instant.Instant) {
	looked, dropped := 0, 0
	for k, w := range s.windows { // starts anywhere
		looked++
		if over := now >= w.ends; over || (looked >= forgetLook && dropped == 0) {
			delete(s.windows, k)
			dropped++
		}
		if looked >= forgetLook {
			return
		}
	}
}

// Write puts the quota into the headers of an answer; Retry-After too where
// the request is refused.
func (q Quota) Write(h http.Header) {
	if q.limit == nil {
		return
	}
	h["Ratelimit-Limit"] = q.limit
	values := []string{strconv.Itoa(q.Remaining), strconv.Itoa(q.Reset)} // one allocation for both
	h["Ratelimit-Remaining"] = values[:1:1]
	h["Ratelimit-Reset"] = values[1:2:2]
	if !q.Allowed {
		h["Retry-After"] = values[1:2:2]
	}
}

// Limit counts each request under its key before next sees it. Refusals go
// to fail as ErrRateLimited with retry_after in seconds.
func (l *Limiter) Limit(next http.Handler, key func(*http.Request) Key, fail Fail) http.Handler {
	if l == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := l.Take(key(r))
		q.Write(w.Header())
		if !q.Allowed {
			fail(w, r, ErrRateLimited.With("retry_after", q.Reset))
			return
		}
		next.ServeHTTP(w, r)
	})
}
