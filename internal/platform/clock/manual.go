package clock

import (
	"sync"
	"time"

	"guerdon/internal/base/instant"
)

// Manual is a clock that moves only when told to. The zero Manual stands at
// the zero Instant.
type Manual struct {
	mu  sync.Mutex
	now instant.Instant
}

// NewManual is a Manual that stands at start.
func NewManual(start instant.Instant) *Manual { return &Manual{now: start} }

// Now is where the clock stands.
func (m *Manual) Now() instant.Instant {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Set moves the clock to now, forward or back.
func (m *Manual) Set(now instant.Instant) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = now
}

// Advance moves the clock by d, which may be negative, and returns where it
// stands then.
func (m *Manual) Advance(d time.Duration) instant.Instant {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
	return m.now
}
