package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

const (
	itemQueued int32 = iota
	itemTaken
	itemGone
)

// item is one waiting write with its frozen inputs.
type item struct {
	fn     func(*Tx) error
	try    bool
	route  id.Bucket
	since  time.Time // when it was submitted
	state  atomic.Int32
	now    instant.Instant
	seed   [32]byte
	seeded bool
	spans  []span
	late   bool // it still missed rows in the last run
	hasty  bool // it waits for no lock any more
	err    error
	after  []func()
	done   chan struct{}
}

// lane runs the writes of its routes, in order, many to a transaction. It
// never waits for more to come: it takes what is there, commits, and takes
// what came meanwhile.
type lane struct {
	store *Store
	queue chan *item
	sess  session
	batch *batch
	last  instant.Instant
}

func (l *lane) serve(ctx context.Context) {
	for it := range l.queue {
		if items := l.gather(it); len(items) > 0 {
			l.run(ctx, items)
		}
	}
	l.disconnect()
}

// gather takes what waits now, without those whose callers have gone.
func (l *lane) gather(it *item) []*item {
	var items []*item
	for {
		if it.state.CompareAndSwap(itemQueued, itemTaken) {
			it.now = max(l.store.now(), l.last)
			l.last = it.now
			items = append(items, it)
		}
		if len(items) >= l.store.opts.BatchMax {
			return items
		}
		select {
		case next, ok := <-l.queue:
			if !ok {
				return items
			}
			it = next
		default:
			return items
		}
	}
}

// run brings all items to their answers.
func (l *lane) run(ctx context.Context, items []*item) {
	rounds := roundsShared
	if len(items) == 1 {
		rounds = roundsAlone
	}
	err := l.persist(ctx, items, rounds)
	switch {
	case err == nil:
		l.answer(ctx, items)
	case len(items) == 1 || errors.Is(err, errTransient) || errors.Is(err, ErrOutcomeUnknown):
		l.fail(items, verdict(err))
	default:
		// Somebody in this batch is guilty of a unique violation or of
		// something worse, or wants a row that is locked for long. Halving
		// finds out who: alone, only the guilty one fails.
		for _, it := range items {
			it.hasty = it.hasty || errors.Is(err, errLocked)
		}
		l.part(ctx, items[:len(items)/2])
		l.part(ctx, items[len(items)/2:])
	}
}

// part runs some of a batch that could not be committed whole.
func (l *lane) part(ctx context.Context, items []*item) {
	if len(items) == 1 {
		l.store.stats.alone.Add(1)
	}
	l.run(ctx, items)
}

// answer tells the callers what became of a committed batch. Functions that
// asked for rows again and again go on alone.
func (l *lane) answer(ctx context.Context, items []*item) {
	var late []*item
	for _, it := range items {
		switch {
		case it.late && len(items) > 1:
			late = append(late, it)
			continue
		case it.late:
			it.err = ErrTooManyRounds
		case it.err == nil:
			l.after(it)
		}
		l.finish(it)
	}
	for i := range late {
		l.part(ctx, late[i:i+1])
	}
}

func (l *lane) fail(items []*item, err error) {
	for _, it := range items {
		it.err = err
		l.finish(it)
	}
}

func (l *lane) finish(it *item) {
	if errors.Is(it.err, ErrPanic) {
		l.store.opts.OnAlarm(it.err)
	}
	l.store.stats.writes.Add(1)
	close(it.done)
}

// after runs the hooks of a committed write. One that panics must not take
// the lane with it.
func (l *lane) after(it *item) {
	defer func() {
		if r := recover(); r != nil {
			l.store.opts.OnAlarm(ErrPanic.Because(fmt.Errorf("in a Committed hook: %v", r)))
		}
	}()
	for _, fn := range it.after {
		fn()
	}
}

// verdict is what a caller hears of an error that trying again did not help.
func verdict(err error) error {
	switch {
	case errors.Is(err, ErrOutcomeUnknown):
		return err
	case errors.Is(err, errTransient):
		return ErrUnreachable.Because(err)
	case errors.Is(err, errConflict):
		return ErrBusy.With("retry_after_seconds", 1).Because(err)
	case errors.Is(err, errUnique):
		return ErrExists.Because(err)
	}
	return err
}
