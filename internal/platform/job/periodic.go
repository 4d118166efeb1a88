package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// periodicTimeout bounds one run of periodic work, so that one that hangs
// does not hold its lease for ever.
const periodicTimeout = time.Hour

// periodic is registered periodic work. busy and askAt are guarded by the
// runner's mutex.
type periodic struct {
	name  string
	every time.Duration
	fn    func(ctx context.Context) error
	busy  bool
	askAt instant.Instant // the lease row need not be asked before
}

// Periodic registers work, before the runner starts, that is due once every
// period (at least a second) and is done by one of the processes that
// register its name: first at once, then on a fixed rhythm that restarts do
// not change. Runs that were missed are not made up for. When fn fails or
// panics it is tried again sooner, after a growing pause. A process that
// dies in the middle is replaced when its lease has ended, so fn's effects
// must be idempotent; its ctx ends when its lease is lost.
func (r *Runner) Periodic(name string, every time.Duration, fn func(ctx context.Context) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.periodic {
		if p.name == name {
			panic("job: Periodic twice: " + name)
		}
	}
	if r.sealed || !validKind(name) || every < time.Second {
		panic("job: Periodic late or out of bounds: " + name)
	}
	r.periodic = append(r.periodic, &periodic{name: name, every: every, fn: fn})
}

// duePeriodic lists what is worth asking for now, and marks it busy.
func (r *Runner) duePeriodic() (due []*periodic) {
	now := r.opts.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.periodic {
		if !p.busy && p.askAt <= now {
			p.busy = true
			due = append(due, p)
		}
	}
	return due
}

func (r *Runner) idle(p *periodic, askAt instant.Instant) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p.busy, p.askAt = false, askAt
}

// elect starts the work where it is due and this process is elected.
func (r *Runner) elect(ctx context.Context, p *periodic) (*run, error) {
	var won bool
	var askAt instant.Instant
	since, owner := time.Now(), r.owner()
	err := r.store.Write(ctx, leaseKeyOf(p.name).Bucket, func(tx *store.Tx) (err error) {
		won, askAt, err = elect(tx, p, owner, r.opts.Lease)
		return err
	})
	if err != nil || !won {
		r.idle(p, askAt)
		return nil, err
	}
	return r.startPeriodic(ctx, p, owner, since), nil
}

func (r *Runner) startPeriodic(base context.Context, p *periodic, owner string, since time.Time) *run {
	n := &run{
		route: leaseKeyOf(p.name).Bucket, since: since,
		renew:   func(tx *store.Tx) error { return extendLease(tx, p.name, owner, r.opts.Lease) },
		release: func(tx *store.Tx) error { return extendLease(tx, p.name, owner, 0) },
	}
	return r.begin(base, n, func(ctx context.Context) {
		defer r.idle(p, 0)
		finish := r.perform(ctx, p, n, owner)
		if err := r.store.Write(context.WithoutCancel(ctx), n.route, finish); err != nil {
			r.opts.Log.Warn("job: periodic work not concluded", "name", p.name, "error", err)
		}
	})
}

// perform does the work once and returns how its lease ends.
func (r *Runner) perform(ctx context.Context, p *periodic, n *run, owner string) func(tx *store.Tx) error {
	work, cancel := context.WithTimeoutCause(ctx, periodicTimeout, errTimeout)
	defer cancel()
	_, err := protect(func() (struct{}, error) { return struct{}{}, p.fn(work) })
	failure := ""
	switch cause := context.Cause(work); {
	case err == nil:
	case errors.Is(cause, errTimeout):
		failure = reason(errTimeout)
	case cause != nil && !errors.Is(err, errPanic):
		return n.release
	default:
		failure = reason(err)
	}
	if failure != "" {
		r.opts.OnAlarm(fmt.Errorf("periodic work %s: %w", p.name, err))
	}
	return func(tx *store.Tx) error { return conclude(tx, p, owner, failure) }
}
