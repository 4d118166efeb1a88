package job

import (
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// verdict is what became of an attempt to claim.
type verdict uint8

const (
	notDue    verdict = iota // not yet, by the store's clock
	taken                    // somebody else was faster
	exhausted                // its process died in its last attempt: it has failed
	claimed
)

// claim leases a job that is due for one attempt.
func claim(tx *store.Tx, job id.ID, owner string, lease time.Duration) (Job, verdict, error) {
	j, found, err := jobs.Get(tx, keyOf(job))
	if err != nil {
		return Job{}, notDue, err
	}
	now := tx.Now()
	if !found || (!j.due(now) && j.State != StateReady) {
		return Job{}, taken, nil
	}
	if !j.due(now) {
		return Job{}, notDue, nil
	}
	if j.State == StateLeased {
		j.LastError = reason(errCrashed)
	}
	if j.Attempt >= j.AttemptsMax {
		err := finish(tx, &j, StateFailed, j.LastError)
		return j, exhausted, err
	}
	j.State, j.LeaseOwner, j.LeaseUntil = StateLeased, owner, now.Add(lease)
	j.Attempt++
	jobs.Put(tx, j)
	return j, claimed, nil
}

// renew moves the end of a lease.
func renew(tx *store.Tx, l Lease, lease time.Duration) error {
	j, err := held(tx, l)
	if err != nil {
		return err
	}
	j.LeaseUntil = tx.Now().Add(lease)
	jobs.Put(tx, j)
	return nil
}
