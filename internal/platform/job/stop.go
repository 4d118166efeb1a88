package job

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// Stop claims nothing more and waits for what runs. When ctx ends before
// that, the handlers' contexts end; what they had not finished becomes ready
// for other processes at once, without having cost an attempt, and ctx's
// error is returned. Afterwards the store may be closed.
func (r *Runner) Stop(ctx context.Context) error {
	r.askToStop()
	if r.drained(ctx) {
		return nil
	}
	r.interrupt()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.opts.StopGrace)
	defer cancel()
	if !r.drained(grace) {
		r.releaseAll()
	}
	return ctx.Err()
}

func (r *Runner) askToStop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopping {
		r.stopping = true
		close(r.stop)
	}
	if !r.started {
		r.started, r.sealed = true, true
		close(r.stopped)
	}
}

// drained waits for the loop and for all runs to end.
func (r *Runner) drained(ctx context.Context) bool {
	if !closed(ctx, r.stopped) {
		return false
	}
	for _, n := range r.runs() {
		if !closed(ctx, n.done) {
			return false
		}
	}
	return true
}

// closed waits for a channel to be closed, and says so even if ctx has ended.
func closed(ctx context.Context, ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
	}
	select {
	case <-ch:
		return true
	case <-ctx.Done():
		return false
	}
}

func (r *Runner) runs() []*run {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Keys(r.running))
}

func (r *Runner) interrupt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.halted = true
	for n := range r.running {
		n.cancel(errStopping)
	}
}

// releaseAll takes the leases from handlers that do not end. Should they go
// on, they find that they have lost them.
func (r *Runner) releaseAll() {
	var wg sync.WaitGroup
	for _, n := range r.runs() {
		wg.Go(func() {
			if err := r.store.Write(context.Background(), n.route, n.release); err != nil {
				r.opts.Log.Warn("job: lease not released", "error", err)
			}
		})
	}
	wg.Wait()
}
