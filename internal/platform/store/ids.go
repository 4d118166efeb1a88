package store

import (
	"context"
	"sync"

	"guerdon/internal/base/id"
)

// idBlock is how many ordinals a process takes at a time. What it does not
// use is lost, which costs nothing: ordinals are 53 bits wide.
const idBlock = 100_000

// span is a run of consecutive ordinals that a function took.
type span struct {
	first int64
	count int
}

// ordinals takes count consecutive ordinals and returns the first. A run that
// takes as the run before took gets the same.
func (tx *Tx) ordinals(count int) (int64, error) {
	it := tx.item
	if tx.spans < len(it.spans) && it.spans[tx.spans].count == count {
		tx.spans++
		return it.spans[tx.spans-1].first, nil
	}
	n, ok := tx.b.store.ids.take(count)
	if !ok {
		tx.b.wantIDs = max(tx.b.wantIDs, count)
		tx.missed = true
		return 0, errMiss
	}
	it.spans = append(it.spans[:tx.spans], span{n, count})
	tx.spans++
	return n, nil
}

// idSource hands out ordinals. Each is used for one id, in whatever bucket.
type idSource struct {
	engine engine
	mu     sync.Mutex
	next   int64
	end    int64
}

// take returns the first of count consecutive ordinals, or false where the
// source must be refilled first.
func (s *idSource) take(count int) (int64, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end-s.next < int64(count) {
		return 0, false
	}
	n := s.next
	s.next += int64(count)
	return n, true
}

// refill fetches ordinals of which at least count are consecutive. It must
// not be called within a transaction: the counter has a connection of its
// own, which could wait for the transaction's locks.
func (s *idSource) refill(ctx context.Context, count int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end-s.next >= int64(count) {
		return nil // another lane did it meanwhile
	}
	size := idBlock + int64(count)
	before, err := s.engine.counter(ctx, "id", size)
	if err != nil {
		return err
	}
	s.next = before + id.Reserved/id.Buckets
	s.end = s.next + size
	return nil
}
