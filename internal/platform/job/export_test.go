package job

import (
	"context"
	"math/rand/v2"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Peek reads a job on any engine.
func Peek(ctx context.Context, s *store.Store, job id.ID) (j Job, found bool, err error) {
	err = s.Try(ctx, job.Bucket(), func(tx *store.Tx) (err error) {
		j, found, err = jobs.Read(tx, keyOf(job))
		return err
	})
	return j, found, err
}

// PeekState lists the jobs in a state on the memory engine.
func PeekState(ctx context.Context, s *store.Store, state State) (list []Job, err error) {
	err = s.Try(ctx, 0, func(tx *store.Tx) (err error) {
		list, err = byState.Read(tx, stateKey{state})
		return err
	})
	return list, err
}

// PeekPeriodic reads when a piece of periodic work is planned next, how often
// in a row it failed, and who holds its lease.
func PeekPeriodic(ctx context.Context, s *store.Store, name string) (next instant.Instant, failures int32, owner string, err error) {
	err = s.Try(ctx, leaseKeyOf(name).Bucket, func(tx *store.Tx) error {
		w, _, err := leases.Read(tx, leaseKeyOf(name))
		next, failures, owner = w.NextAt, w.Failures, w.Owner
		return err
	})
	return next, failures, owner, err
}

// DueQuery is the statement that polls for the kinds.
func DueQuery(now instant.Instant, kinds ...string) (string, []any) {
	var wants []want
	for _, k := range kinds {
		wants = append(wants, want{k, 10})
	}
	return dueQuery(now, wants)
}

// Claim is what a claim of the job would come to now: "taken", "not due",
// "exhausted" or "claimed".
func Claim(ctx context.Context, s *store.Store, job id.ID) (string, error) {
	var v verdict
	err := s.Try(ctx, job.Bucket(), func(tx *store.Tx) (err error) {
		_, v, err = claim(tx, job, "somebody", time.Minute)
		return err
	})
	return map[verdict]string{taken: "taken", notDue: "not due", exhausted: "exhausted", claimed: "claimed"}[v], err
}

// After is how long a backoff waits.
func (b Backoff) After(attempt int32, seed uint64) time.Duration {
	return b.withDefaults().after(attempt, rand.NewPCG(seed, 0))
}

// Of the internals, for their properties.
var (
	Safe       = safe
	NextOnGrid = nextOnGrid
)

// ReasonMax bounds what is kept of an error.
const ReasonMax = reasonMax
