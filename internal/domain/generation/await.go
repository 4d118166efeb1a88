package generation

import (
	"context"
	"slices"
	"sync"
	"time"

	"guerdon/internal/base/id"
)

// Await waits until a member's own task has ended, but not for ever, and
// returns it as it is then. Where this process ends the task the waiter is
// told; where another one does, it looks. Faults: ErrNotFound; the context's
// error.
func (s *Service) Await(ctx context.Context, member id.ID, task string) (Generation, error) {
	return s.AwaitFor(ctx, member, task, s.opts.Patience)
}

// AwaitFor is Await with a patience of its own.
func (s *Service) AwaitFor(ctx context.Context, member id.ID, task string, most time.Duration) (Generation, error) {
	ended, leave := s.bells.listen(task)
	defer leave()
	patience := time.NewTimer(most)
	defer patience.Stop()
	look := time.NewTicker(s.opts.PollEvery)
	defer look.Stop()
	for {
		g, err := s.Get(ctx, member, task)
		if err != nil || g.State != Processing {
			return g, err
		}
		select {
		case g := <-ended:
			return g, nil
		case <-look.C:
		case <-patience.C:
			return g, nil
		case <-ctx.Done():
			return g, context.Cause(ctx)
		}
	}
}

// bells tell this process's waiters that a task has ended.
type bells struct {
	waiting sync.Mutex
	waiters map[string][]chan Generation
	followers
}

func (b *bells) listen(task string) (ended <-chan Generation, leave func()) {
	ch := make(chan Generation, 1)
	b.waiting.Lock()
	defer b.waiting.Unlock()
	if b.waiters == nil {
		b.waiters = map[string][]chan Generation{}
	}
	b.waiters[task] = append(b.waiters[task], ch)
	return ch, func() { b.leave(task, ch) }
}

func (b *bells) leave(task string, ch chan Generation) {
	b.waiting.Lock()
	defer b.waiting.Unlock()
	left := slices.DeleteFunc(b.waiters[task], func(c chan Generation) bool { return c == ch })
	if b.waiters[task] = left; len(left) == 0 {
		delete(b.waiters, task)
	}
}

// ring never blocks: a task ends once, and there is room for one.
func (b *bells) ring(g Generation) {
	b.tell(g.Member)
	b.waiting.Lock()
	defer b.waiting.Unlock()
	for _, ch := range b.waiters[g.Task] {
		ch <- g
	}
	delete(b.waiters, g.Task)
}
