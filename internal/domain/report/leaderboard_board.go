package report

import (
	"context"
	"time"

	"guerdon/internal/domain/ledger"
)

// Bounds of a board's age.
const (
	cheap       = 5 * time.Millisecond  // a board that costs less is computed for every request
	costFactor  = 20                    // a dearer one is good for so many times its cost
	ageMax      = 30 * time.Second      // and for no longer than this
	impatient   = 50 * time.Millisecond // nobody waits for one that costs more
	staleMax    = 5 * time.Minute       // where an older one is not older than this
	computeTime = time.Minute           // and no computation takes longer
)

// board is the leaders as they were when its computation began.
type board struct {
	period ledger.Period
	begun  time.Time
	took   time.Duration
	lists  map[Order][]Leader
}

// freshness is how good a board is for a request.
type freshness int

const (
	useless freshness = iota // wait for a new one
	stale                    // take it, and have a new one computed
	fresh
)

// freshness judges the board for a request of this moment. A cheap board must
// have begun after the request came, so that it shows all that was answered
// before. At the end of a day every board is useless.
func (b *board) freshness(asked time.Time, p ledger.Period) freshness {
	if b == nil || b.period != p {
		return useless
	}
	age := asked.Sub(b.begun)
	switch {
	case age <= 0, b.took > cheap && age <= min(costFactor*b.took, ageMax):
		return fresh
	case b.took > impatient && age <= staleMax:
		return stale
	}
	return useless
}

// computation is a board in the making.
type computation struct {
	done chan struct{}
	err  error
}

// current is a board that is good for a request of now.
func (l *Leaderboard) current(ctx context.Context) (*board, error) {
	asked := l.tick()
	for {
		b, c := l.look(asked)
		if c == nil {
			return b, nil
		}
		select {
		case <-c.done:
			if c.err != nil {
				return nil, c.err
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// look gives the board, or the computation to wait for.
func (l *Leaderboard) look(asked time.Time) (*board, *computation) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.board.freshness(asked, ledger.PeriodOf(l.now(), l.zone))
	if f != fresh && l.running == nil {
		l.running = &computation{done: make(chan struct{})}
		go l.compute(l.running)
	}
	if f == useless {
		return nil, l.running
	}
	return l.board, nil
}

// compute makes a board for all who wait, whoever of them goes away.
func (l *Leaderboard) compute(c *computation) {
	ctx, cancel := context.WithTimeout(context.Background(), computeTime)
	defer cancel()
	b := &board{period: ledger.PeriodOf(l.now(), l.zone), begun: l.tick()}
	b.lists, c.err = l.lists(ctx, b.period)
	b.took = l.tick().Sub(b.begun)
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.err == nil {
		l.board = b
	}
	l.running = nil
	close(c.done)
}
