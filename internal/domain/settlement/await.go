package settlement

import (
	"context"
	"slices"
	"sync"
	"time"

	"guerdon/internal/base/id"
)

// Await waits until a settlement has ended, but not for ever, and returns it
// as it is then. Where this process ends it the waiter is told; where another
// one does, it looks. One that waits for a person is not waited for.
// Faults: ErrNotFound; the context's error.
// contract: S1-05
func (s *Service) Await(ctx context.Context, sid id.ID) (Settlement, error) {
	ended, leave := s.bells.listen(sid)
	defer leave()
	patience := time.NewTimer(s.opts.Patience)
	defer patience.Stop()
	look := time.NewTicker(s.opts.PollEvery)
	defer look.Stop()
	for {
		st, err := Load(ctx, s.store, sid)
		if err != nil || st.State.Ended() || st.State == Requested || st.State == NeedsReview {
			return st, err
		}
		select {
		case st := <-ended:
			return st, nil
		case <-look.C:
		case <-patience.C:
			return st, nil
		case <-ctx.Done():
			return st, context.Cause(ctx)
		}
	}
}

// bells tell this process's waiters that a settlement has ended.
type bells struct {
	mu      sync.Mutex
	waiters map[id.ID][]chan Settlement
}

func (b *bells) listen(sid id.ID) (ended <-chan Settlement, leave func()) {
	ch := make(chan Settlement, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiters == nil {
		b.waiters = map[id.ID][]chan Settlement{}
	}
	b.waiters[sid] = append(b.waiters[sid], ch)
	return ch, func() { b.leave(sid, ch) }
}

func (b *bells) leave(sid id.ID, ch chan Settlement) {
	b.mu.Lock()
	defer b.mu.Unlock()
	left := slices.DeleteFunc(b.waiters[sid], func(c chan Settlement) bool { return c == ch })
	if b.waiters[sid] = left; len(left) == 0 {
		delete(b.waiters, sid)
	}
}

// ring never blocks: a waiter hears once, and there is room for one.
func (b *bells) ring(st Settlement) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ch := range b.waiters[st.ID] {
		ch <- st
	}
	delete(b.waiters, st.ID)
}
