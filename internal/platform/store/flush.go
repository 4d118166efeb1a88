package store

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"time"
)

// Bounds on trying a flush again. Beyond them a shared batch is split, which
// leaves less to be in somebody's way; a single write goes on until RetryFor.
const (
	uniqueMax    = 2 // more for a single write
	conflictsMax = 6
	// nowaitMax attempts take further locks only where that needs no wait.
	nowaitMax = 4
	pauseMin  = 2 * time.Millisecond
	pauseMax  = time.Second
	hastyFor  = 100 * time.Millisecond
)

// attempts counts what a flush met so far.
type attempts struct {
	deadline                       time.Time
	uniques, conflicts, transients int
}

// persist flushes the items in one transaction, again and again while that
// may help.
func (l *lane) persist(ctx context.Context, items []*item, rounds int) error {
	b := l.batch
	defer b.clear()
	tried := attempts{deadline: items[len(items)-1].since.Add(l.store.opts.RetryFor)}
	hasty := items[0].hasty
	if hasty {
		tried.deadline = time.Now().Add(hastyFor)
	}
	for {
		b.nowait = tried.nowait(hasty)
		err := l.flush(ctx, b, items, rounds)
		if err == nil || !tried.again(ctx, err, len(items)) {
			return err
		}
		l.store.stats.retries.Add(1)
		b.refresh(errors.Is(err, errUnique))
	}
}

// nowait is the first load of an attempt that does not wait for locks. One
// that holds no locks yet may wait, for it takes them in order.
func (a *attempts) nowait(hasty bool) int {
	switch {
	case hasty:
		return 1
	case a.conflicts < nowaitMax:
		return 2
	}
	return math.MaxInt
}

// again counts an error, and pauses and says true where another attempt may
// help.
func (a *attempts) again(ctx context.Context, err error, items int) bool {
	switch {
	case errors.Is(err, ErrOutcomeUnknown), errors.Is(err, errLocked):
		return false
	case errors.Is(err, errUnique):
		// Whoever met a row that another process had just added now sees it.
		a.uniques++
		return a.uniques <= uniqueMax || (items == 1 && a.uniques <= 3*uniqueMax)
	case errors.Is(err, errConflict):
		a.conflicts++
		return (items == 1 || a.conflicts <= conflictsMax) && a.pause(ctx, a.conflicts-nowaitMax)
	case errors.Is(err, errTransient):
		a.transients++
		return a.pause(ctx, a.transients)
	}
	return false
}

// pause waits before the n-th attempt, at random so that two in each other's
// way do not stay so. It says false where there is no time left.
func (a *attempts) pause(ctx context.Context, n int) bool {
	if n < 1 {
		return time.Now().Before(a.deadline) && ctx.Err() == nil
	}
	d := min(pauseMin<<min(n-1, 16), pauseMax)
	d = d/2 + rand.N(d/2)
	if time.Now().Add(d).After(a.deadline) {
		return false
	}
	rest(ctx, d)
	return ctx.Err() == nil
}

// flush is one attempt: prepare, write, commit.
func (l *lane) flush(ctx context.Context, b *batch, items []*item, rounds int) error {
	err := l.prepare(ctx, b, items, rounds)
	if err != nil {
		l.abort(err)
		return err
	}
	changes := b.changes()
	if len(changes) == 0 {
		l.sess.rollback()
		return nil
	}
	m := newMarker(items[0].route, l.store.now())
	err = l.sess.commit(ctx, &m, changes)
	if errors.Is(err, errUnknown) {
		l.disconnect()
		err = l.resolve(m, err)
	}
	if err != nil {
		l.abort(err)
		return err
	}
	l.store.stats.batches.Add(1)
	return nil
}

// prepare runs the functions on a session. Where the ids run out, it starts
// again with more.
func (l *lane) prepare(ctx context.Context, b *batch, items []*item, rounds int) error {
	for {
		if l.sess == nil {
			sess, err := l.store.engine.open(ctx)
			if err != nil {
				return err
			}
			l.sess = sess
		}
		err := b.prepare(ctx, l.sess, items, rounds)
		if !errors.Is(err, errNoIDs) {
			return err
		}
		l.sess.rollback()
		if err := l.store.ids.refill(ctx, b.wantIDs); err != nil {
			return err
		}
		b.refresh(false)
	}
}

// abort ends the transaction. After a transient error the connection may be
// broken, so the next attempt takes a new one.
func (l *lane) abort(err error) {
	if l.sess == nil {
		return
	}
	if errors.Is(err, errTransient) {
		l.disconnect()
		return
	}
	l.sess.rollback()
}

func (l *lane) disconnect() {
	if l.sess != nil {
		l.sess.close()
		l.sess = nil
	}
}

// resolve learns whether a flush was committed, on a fresh connection. That
// is not given up when the store stops: its callers wait for the truth.
func (l *lane) resolve(m marker, cause error) error {
	l.store.stats.unknown.Add(1)
	ctx := context.Background()
	tried := attempts{deadline: time.Now().Add(l.store.opts.RetryFor)}
	for n := 1; ; n++ {
		committed, err := l.store.engine.resolve(ctx, m)
		switch {
		case err == nil && committed:
			return nil
		case err == nil:
			return errors.Join(errTransient, cause)
		case !tried.pause(ctx, n):
			unknown := ErrOutcomeUnknown.Because(errors.Join(cause, err))
			l.store.opts.OnAlarm(unknown)
			return unknown
		}
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
