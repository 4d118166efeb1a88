package store

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"guerdon/internal/base/instant"
)

const (
	itemQueued int32 = iota
	itemTaken
	itemGone
)

// item is one waiting write with its frozen inputs.
type item struct {
	fn       func(*Tx) error
	try      bool
	state    atomic.Int32
	now      instant.Instant
	seed     [32]byte
	seeded   bool
	ordinals []int64
	err      error
	after    []func()
	done     chan struct{}
}

// lane runs the writes of its routes, in order, many to a transaction. It
// never waits for more to come: it takes what is there, commits, and takes
// what came meanwhile.
type lane struct {
	store *Store
	queue chan *item
	sess  session
	last  instant.Instant
}

func (l *lane) serve(ctx context.Context) {
	for it := range l.queue {
		if items := l.gather(it); len(items) > 0 {
			l.run(ctx, items)
		}
	}
	if l.sess != nil {
		l.sess.close()
	}
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
	late, err := l.persist(ctx, items, roundsShared)
	if err != nil && len(items) > 1 && !errors.Is(err, ErrUnreachable) && !errors.Is(err, ErrOutcomeUnknown) {
		// Somebody in this batch is guilty of a unique violation or of
		// something worse: alone, only the guilty one fails.
		l.runAlone(ctx, items)
		return
	}
	l.answer(items, late, err)
	l.runAlone(ctx, late)
}

func (l *lane) runAlone(ctx context.Context, items []*item) {
	for _, it := range items {
		l.store.stats.alone.Add(1)
		one := []*item{it}
		late, err := l.persist(ctx, one, roundsAlone)
		for try := 1; errors.Is(err, errUnique) && try < 5; try++ {
			late, err = l.persist(ctx, one, roundsAlone)
		}
		switch {
		case errors.Is(err, errUnique):
			err = ErrExists.Because(err)
		case len(late) > 0:
			err = ErrTooManyRounds
		}
		l.answer(one, nil, err)
	}
}

// answer tells the callers, but for the late ones. err, where set, is the
// fate of all of them; else each has its own.
func (l *lane) answer(items, late []*item, err error) {
	isLate := map[*item]bool{}
	for _, it := range late {
		isLate[it] = true
	}
	for _, it := range items {
		if isLate[it] {
			continue
		}
		if err != nil {
			it.err = err
		} else if it.err == nil {
			for _, fn := range it.after {
				fn()
			}
		}
		if errors.Is(it.err, ErrPanic) {
			l.store.opts.OnAlarm(it.err)
		}
		l.store.stats.writes.Add(1)
		close(it.done)
	}
}

// persist flushes the items in one transaction, again and again while the
// database says that trying again helps.
func (l *lane) persist(ctx context.Context, items []*item, rounds int) (late []*item, err error) {
	deadline := time.Now().Add(l.store.opts.RetryFor)
	for pause := 2 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		late, err = l.flush(ctx, items, rounds)
		if !errors.Is(err, errTransient) {
			return late, err
		}
		l.store.stats.retries.Add(1)
		if time.Now().Add(pause).After(deadline) || l.closing(ctx) {
			return nil, ErrUnreachable.Because(err)
		}
		rest(ctx, pause)
	}
}

func (l *lane) closing(ctx context.Context) bool { return ctx.Err() != nil }

// flush is one attempt: prepare, write, commit.
func (l *lane) flush(ctx context.Context, items []*item, rounds int) (late []*item, err error) {
	if l.sess == nil {
		if l.sess, err = l.store.engine.open(ctx); err != nil {
			l.sess = nil
			return nil, err
		}
	}
	b := newBatch(l.store)
	late, err = b.prepare(ctx, l.sess, items, rounds)
	if err != nil {
		l.abort(err)
		return nil, err
	}
	changes := b.changes()
	if len(changes) == 0 {
		l.sess.rollback()
		return late, nil
	}
	m := newMarker(l.store.now())
	err = l.sess.commit(ctx, m, changes)
	if errors.Is(err, errUnknown) {
		err = l.resolve(ctx, m, err)
	}
	if err != nil {
		l.abort(err)
		return nil, err
	}
	l.store.stats.batches.Add(1)
	return late, nil
}

// abort ends the transaction. After a transient error the connection may be
// broken, so the next attempt takes a new one.
func (l *lane) abort(err error) {
	l.sess.rollback()
	if errors.Is(err, errTransient) || errors.Is(err, ErrOutcomeUnknown) {
		l.sess.close()
		l.sess = nil
	}
}

// resolve learns whether a flush was committed, on a fresh connection.
func (l *lane) resolve(ctx context.Context, m marker, cause error) error {
	l.store.stats.unknown.Add(1)
	deadline := time.Now().Add(l.store.opts.RetryFor)
	for pause := 2 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		committed, err := l.store.engine.resolve(ctx, m)
		switch {
		case err == nil && committed:
			l.sess.close()
			l.sess = nil
			return nil
		case err == nil:
			return errors.Join(errTransient, cause)
		case time.Now().Add(pause).After(deadline):
			l.store.opts.OnAlarm(ErrOutcomeUnknown.Because(cause))
			return ErrOutcomeUnknown.Because(cause)
		}
		rest(ctx, pause)
	}
}

// rest waits, or returns early when the store stops.
func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
