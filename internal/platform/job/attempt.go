package job

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"guerdon/internal/platform/store"
)

// startJob runs a claimed job and settles it.
func (r *Runner) startJob(base context.Context, k *kind, j Job, since time.Time) *run {
	l := j.Lease()
	n := &run{
		route: j.Bucket, since: since,
		renew: func(tx *store.Tx) error { return renew(tx, l, r.opts.Lease) },
		release: func(tx *store.Tx) error {
			_, err := settle(tx, l, result{outcome: Outcome{verb: verbRelease}})
			return err
		},
	}
	return r.begin(base, n, func(ctx context.Context) {
		defer r.freeAndPoll(k)
		m := &meter{store: r.store, now: r.opts.Now, lease: l}
		out := r.attempt(context.WithValue(ctx, meterKey{}, m), k, j)
		r.settle(context.WithoutCancel(ctx), j, result{out, k.opts.Backoff, m.latest()})
	})
}

// attempt calls the handler once. Whatever it does, there is an Outcome.
func (r *Runner) attempt(ctx context.Context, k *kind, j Job) Outcome {
	if ctx.Err() != nil {
		return Outcome{verb: verbRelease}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, k.opts.Timeout, errTimeout)
	defer cancel()
	j.Payload = bytes.Clone(j.Payload)
	out, err := protect(func() (Outcome, error) { return k.handle(ctx, j) })
	switch cause := context.Cause(ctx); {
	case err == nil:
		return out
	case errors.Is(err, errPanic):
		r.opts.OnAlarm(fmt.Errorf("job %d of kind %s: %w", j.ID, j.Kind, err))
	case errors.Is(cause, errTimeout):
		err = errTimeout.Because(err)
	case cause != nil && !errors.Is(cause, ErrLeaseLost):
		return Outcome{verb: verbRelease}
	}
	r.opts.Log.Warn("job: attempt failed", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt, "error", err)
	return RetryLater(reason(err))
}

// protect turns a panic into an error.
func protect[T any](fn func() (T, error)) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errPanic.Because(fmt.Errorf("%v\n%s", p, debug.Stack()))
		}
	}()
	return fn()
}

// settleTries and settlePause are for a store that is too busy to queue the
// write; what it does queue it tries long enough itself. A job that cannot be
// settled is run again when its lease has ended.
const (
	settleTries = 5
	settlePause = time.Second
)

func (r *Runner) settle(ctx context.Context, j Job, res result) {
	var after Job
	write := func(tx *store.Tx) (err error) {
		after, err = settle(tx, j.Lease(), res)
		return err
	}
	err := r.writeSoon(ctx, j, write)
	if err != nil {
		r.opts.Log.Warn("job: not settled", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt, "error", err)
		return
	}
	if res.outcome.verb == verbRetry && after.State == StateFailed {
		r.alarmFailed(after)
	}
}

func (r *Runner) writeSoon(ctx context.Context, j Job, write func(tx *store.Tx) error) (err error) {
	for range settleTries {
		if err = r.store.Write(ctx, j.Bucket, write); !errors.Is(err, store.ErrBusy) {
			return err
		}
		time.Sleep(settlePause)
	}
	return err
}

func (r *Runner) alarmFailed(j Job) {
	r.opts.OnAlarm(errExhausted.Because(fmt.Errorf("job %d of kind %s: %s", j.ID, j.Kind, j.LastError)))
}
