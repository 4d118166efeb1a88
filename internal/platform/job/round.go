package job

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"guerdon/internal/platform/store"
)

// claimsAtOnce bounds the claims that wait for the store together; it commits
// them in few transactions.
const claimsAtOnce = 64

// round finds what is due, claims it, and sets it going.
func (r *Runner) round(ctx context.Context) ([]*run, error) {
	wants := r.wants()
	found, err := r.find(ctx, r.opts.Now(), wants)
	r.noteBacklog(found, wants)
	claimed, claimErr := together(r.reserve(found), func(c candidate) (*run, error) { return r.claim(ctx, c) })
	elected, electErr := together(r.duePeriodic(), func(p *periodic) (*run, error) { return r.elect(ctx, p) })
	return append(claimed, elected...), errors.Join(err, claimErr, electErr)
}

// together starts what it can of list, side by side.
func together[T any](list []T, start func(T) (*run, error)) (runs []*run, err error) {
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(claimsAtOnce)
	for _, one := range list {
		group.Go(func() error {
			run, err := start(one)
			mu.Lock()
			defer mu.Unlock()
			if run != nil {
				runs = append(runs, run)
			}
			return err
		})
	}
	err = group.Wait()
	return runs, err
}

// claim starts a job that has a slot, unless somebody else was faster.
func (r *Runner) claim(ctx context.Context, c candidate) (*run, error) {
	k := r.kinds[c.Kind]
	var j Job
	var v verdict
	since, owner := time.Now(), r.owner()
	err := r.store.Write(ctx, c.Bucket, func(tx *store.Tx) (err error) {
		j, v, err = claim(tx, c.ID, owner, r.opts.Lease)
		return err
	})
	if err == nil && v == claimed {
		return r.startJob(ctx, k, j, since), nil
	}
	r.unclaimed(k, j, v, err)
	return nil, err
}

// unclaimed gives the slot back. Where another process took the job there may
// be more to find at once: each such loss is a gain of that process, so this
// ends. After an error, or with a clock that differs, the next poll will do.
func (r *Runner) unclaimed(k *kind, j Job, v verdict, err error) {
	r.free(k)
	switch {
	case err != nil || v == notDue:
	case v == taken:
		r.queue.wake()
	case v == exhausted:
		r.alarmFailed(j)
		r.queue.wake()
	}
}
