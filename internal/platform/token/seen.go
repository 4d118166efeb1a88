package token

import (
	"sync"

	"guerdon/internal/base/instant"
)

// seenMax bounds one generation of the memory of verified tokens.
const seenMax = 4096

// seen remembers tokens that were verified, because a client sends the same
// one with every request and HMAC plus JSON cost more than the rest of a
// small request. It keeps two generations and forgets the older one when the
// younger is full, so it is bounded without any bookkeeping.
type seen struct {
	mu           sync.RWMutex
	young, older map[string]Claims
}

// get finds a verified token that has not expired at now.
func (s *seen) get(raw string, now instant.Instant) (Claims, bool) {
	s.mu.RLock()
	c, ok := s.young[raw]
	if !ok {
		c, ok = s.older[raw]
	}
	s.mu.RUnlock()
	return c, ok && now < c.ExpiresAt
}

// put remembers a token that was just verified.
func (s *seen) put(raw string, c Claims) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.young == nil || len(s.young) >= seenMax {
		s.older, s.young = s.young, make(map[string]Claims, 64)
	}
	s.young[raw] = c
}
