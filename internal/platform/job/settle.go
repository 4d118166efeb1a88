package job

import (
	"guerdon/internal/platform/store"
)

// result is everything that an attempt left behind.
type result struct {
	outcome  Outcome
	backoff  Backoff
	progress progress // the last reported, if any
}

// settle gives the job its state after an attempt. A job that its handler
// has completed stays as it is. Faults: ErrLeaseLost.
func settle(tx *store.Tx, l Lease, res result) (Job, error) {
	j, found, err := jobs.Get(tx, keyOf(l.ID))
	switch {
	case err != nil:
		return Job{}, err
	case found && j.completedBy(l):
		return j, nil
	case !found || j.State != StateLeased || j.LeaseOwner != l.Owner:
		return Job{}, ErrLeaseLost
	}
	res.progress.writeTo(&j)
	if err := res.apply(tx, &j); err != nil {
		return Job{}, err
	}
	return j, nil
}

func (res result) apply(tx *store.Tx, j *Job) error {
	o := res.outcome
	switch o.verb {
	case verbDone:
		return finish(tx, j, StateDone, "")
	case verbDiscard:
		return finish(tx, j, StateFailed, safe(o.reason))
	case verbRetry:
		if j.Attempt >= j.AttemptsMax {
			return finish(tx, j, StateFailed, safe(o.reason))
		}
		j.LastError = safe(o.reason)
		j.giveUp(tx.Now().Add(res.backoff.after(j.Attempt, tx.Dice())))
	case verbSnooze:
		j.Attempt--
		j.giveUp(max(o.until, tx.Now()))
	case verbRelease:
		j.Attempt--
		j.giveUp(tx.Now())
	}
	jobs.Put(tx, *j)
	return nil
}
