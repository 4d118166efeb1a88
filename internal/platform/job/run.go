package job

import (
	"context"
	"errors"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// run is work in progress under a lease: a job's, or a periodic one's.
type run struct {
	route   id.Bucket
	since   time.Time                // the lease began no earlier
	renew   func(tx *store.Tx) error // ErrLeaseLost where it is no longer held
	release func(tx *store.Tx) error // gives it back as if never claimed
	cancel  context.CancelCauseFunc
	done    chan struct{}
}

// begin sets work going, with a context that ends when the lease is lost.
func (r *Runner) begin(base context.Context, n *run, work func(ctx context.Context)) *run {
	ctx, cancel := context.WithCancelCause(base)
	n.cancel, n.done = cancel, make(chan struct{})
	r.mu.Lock()
	r.running[n] = struct{}{}
	if r.halted {
		cancel(errStopping)
	}
	r.mu.Unlock()
	go func() {
		defer r.end(n)
		go r.keep(n)
		work(ctx)
	}()
	return n
}

func (r *Runner) end(n *run) {
	n.cancel(nil)
	r.mu.Lock()
	delete(r.running, n)
	r.mu.Unlock()
	close(n.done)
}

// keep renews the lease until the run has ended. Where that fails for as long
// as the lease lasts, the work is told to end before anybody else begins it.
func (r *Runner) keep(n *run) {
	expiry := time.AfterFunc(r.opts.Lease-time.Since(n.since), func() { n.cancel(ErrLeaseLost) })
	defer expiry.Stop()
	ticker := time.NewTicker(r.opts.Lease / 3)
	defer ticker.Stop()
	for {
		select {
		case <-n.done:
			return
		case <-ticker.C:
		}
		sent := time.Now()
		err := r.store.Write(context.Background(), n.route, n.renew)
		if errors.Is(err, ErrLeaseLost) {
			n.cancel(ErrLeaseLost)
			return
		}
		if err == nil {
			expiry.Reset(r.opts.Lease - time.Since(sent))
		}
	}
}
