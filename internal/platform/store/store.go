package store

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// Store commits pure functions over typed tables. It is safe for concurrent
// use. See the package comment.
type Store struct {
	opts   Options
	engine engine
	lanes  []*lane
	ids    *idSource
	stop   context.CancelFunc

	mu     sync.RWMutex // guards closed against sends on the lanes' queues
	closed bool
	done   sync.WaitGroup
	stats  stats
}

type stats struct{ batches, writes, retries, alone, unknown atomic.Int64 }

// Stats are counts since the store was opened.
type Stats struct{ Batches, Writes, Retries, Alone, Unknown int64 }

// Stats returns the counts: flushes committed, functions answered, flushes
// tried again, functions that had to run alone, commits whose outcome had to
// be looked up.
func (s *Store) Stats() Stats {
	return Stats{s.stats.batches.Load(), s.stats.writes.Load(), s.stats.retries.Load(), s.stats.alone.Load(), s.stats.unknown.Load()}
}

func start(e engine, opts Options) *Store {
	ctx, stop := context.WithCancel(context.Background())
	s := &Store{opts: opts, engine: e, ids: &idSource{engine: e}, stop: stop}
	for range e.lanes() {
		l := &lane{store: s, queue: make(chan *item, opts.QueueMax), batch: newBatch(s)}
		s.lanes = append(s.lanes, l)
		s.done.Add(1)
		go func() { defer s.done.Done(); l.serve(ctx) }()
	}
	return s
}

// Engine is "memory", "sqlite" or "postgres".
func (s *Store) Engine() string { return s.engine.name() }

// Write runs fn on the rows that it asks for and commits what it changed, or
// nothing. route is the bucket that the write is mostly about: writes of one
// route run in order. fn may be run several times and must be pure: it gives
// its results by assigning variables of its caller.
func (s *Store) Write(ctx context.Context, route id.Bucket, fn func(tx *Tx) error) error {
	return s.submit(ctx, &item{fn: fn, route: route})
}

// Try runs fn as Write does and throws its changes away.
func (s *Store) Try(ctx context.Context, route id.Bucket, fn func(tx *Tx) error) error {
	return s.submit(ctx, &item{fn: fn, route: route, try: true})
}

// Do is Write for a function with a result.
func Do[T any](ctx context.Context, s *Store, route id.Bucket, fn func(tx *Tx) (T, error)) (T, error) {
	var out T
	err := s.Write(ctx, route, func(tx *Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return out, nil
}

func (s *Store) submit(ctx context.Context, it *item) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	it.done, it.since = make(chan struct{}), time.Now()
	l := s.lanes[s.Lane(it.route)]
	if err := s.enqueue(l, it); err != nil {
		return err
	}
	select {
	case <-it.done:
		return it.err
	case <-ctx.Done():
		return s.abandon(ctx, it)
	}
}

func (s *Store) enqueue(l *lane, it *item) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return ErrClosed
	}
	select {
	case l.queue <- it:
		return nil
	default:
		return ErrBusy.With("retry_after_seconds", 1)
	}
}

// abandon ends a wait whose caller has gone. Where the write has not begun,
// it never will; else its outcome is waited for, for it must not be guessed.
func (s *Store) abandon(ctx context.Context, it *item) error {
	if it.state.CompareAndSwap(itemQueued, itemGone) {
		return ctx.Err()
	}
	limit := time.NewTimer(s.opts.RetryFor)
	defer limit.Stop()
	select {
	case <-it.done:
		return it.err
	case <-limit.C:
		return ErrOutcomeUnknown
	}
}

// Ping reports whether the database answers, for readiness.
// Faults: ErrClosed, ErrUnreachable.
func (s *Store) Ping(ctx context.Context) error {
	s.mu.RLock()
	closed := s.closed
	s.mu.RUnlock()
	if closed {
		return ErrClosed
	}
	if err := s.engine.ping(ctx); err != nil {
		return ErrUnreachable.Because(err)
	}
	return nil
}

// Close takes no more writes, finishes those that it took, and closes the
// database. Where the database is away, writes that have not finished within
// RetryFor fail with ErrUnreachable.
func (s *Store) Close() {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	if first {
		for _, l := range s.lanes {
			close(l.queue)
		}
	}
	s.mu.Unlock()
	impatience := time.AfterFunc(s.opts.RetryFor, s.stop)
	defer impatience.Stop()
	s.done.Wait()
	s.stop()
	if first {
		s.engine.close()
	}
}

func (s *Store) now() instant.Instant { return s.opts.Now() }
func (s *Store) seed() [32]byte       { return s.opts.Seed() }

// Lane is the lane that runs the writes of a route: writes of different lanes
// commit in parallel.
func (s *Store) Lane(route id.Bucket) int {
	return int(uint16(route)) % id.Buckets * len(s.lanes) / id.Buckets
}
