package generation

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"guerdon/internal/platform/store"
)

// retryAfter is what is told to those who come too early.
const retryAfter = 5 // seconds

// measureEvery is how old the count of tasks under way may be.
const measureEvery = time.Second

// backlog is about how many tasks are under way, of all members: what was
// counted last, and what this process started since. It bounds the wait, and
// need not be exact.
type backlog struct {
	counted atomic.Int64
	started atomic.Int64
	at      atomic.Int64 // when it was counted
}

func (b *backlog) add() { b.started.Add(1) }

func (b *backlog) reaches(limit int64) bool { return b.counted.Load()+b.started.Load() >= limit }

// Measure counts the tasks under way, at most once a second, for Start to
// know when there are too many.
func (s *Service) Measure(ctx context.Context) error {
	b := &s.backlog
	now, last := int64(s.opts.Now()), b.at.Load()
	if last != 0 && now-last < measureEvery.Microseconds() || !b.at.CompareAndSwap(last, now) {
		return nil
	}
	before := b.started.Load()
	n, _, err := store.SelectOne[int64](ctx, s.store, "SELECT count(*) FROM generation WHERE state = 'processing'")
	switch {
	case errors.Is(err, store.ErrNoSQL):
		return nil
	case err != nil:
		b.at.Store(0)
		return err
	}
	b.counted.Store(n)
	b.started.Add(-before)
	return nil
}
