package store

import (
	"context"
	"sync"

	"guerdon/internal/base/id"
)

// idBlock is how many ordinals a process takes at a time. What it does not
// use is lost, which costs nothing: ordinals are 53 bits wide.
const idBlock = 100_000

// idSource hands out ordinals. Each is used for one id, in whatever bucket.
type idSource struct {
	engine engine
	mu     sync.Mutex
	next   int64
	end    int64
	spare  *[2]int64 // the following block, fetched ahead
}

// take returns the first of count consecutive ordinals, or false where the
// block must be refilled first.
func (s *idSource) take(count int) (int64, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end-s.next < int64(count) && s.spare != nil {
		s.next, s.end, s.spare = s.spare[0], s.spare[1], nil
	}
	if s.end-s.next < int64(count) {
		return 0, false
	}
	n := s.next
	s.next += int64(count)
	return n, true
}

// refill fetches a block that holds at least count ordinals.
func (s *idSource) refill(ctx context.Context, count int) error {
	size := max(idBlock, int64(count))
	before, err := s.engine.counter(ctx, "id", size)
	if err != nil {
		return err
	}
	start := before + id.Reserved/id.Buckets
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spare = &[2]int64{start, start + size}
	return nil
}
