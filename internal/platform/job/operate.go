package job

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Retry makes a failed job ready now, with all its attempts before it; a job
// that is ready already runs now instead of later.
// Faults: ErrNotFound; ErrNotRetryable where it is running or done, or where
// another unfinished job has its key.
func Retry(tx *store.Tx, job id.ID) error {
	j, found, err := jobs.Get(tx, keyOf(job))
	switch {
	case err != nil:
		return err
	case !found:
		return ErrNotFound
	case j.State == StateLeased || j.State == StateDone:
		return ErrNotRetryable
	}
	holder, err := takeKey(tx, j)
	if err != nil {
		return err
	}
	if holder != j.ID {
		return ErrNotRetryable
	}
	j.Attempt, j.FinishedAt = 0, 0
	j.giveUp(tx.Now())
	jobs.Put(tx, j)
	return nil
}

// Cancel fails an unfinished job. A handler that is running it loses its
// lease: it can no longer complete the job, and its context ends when its
// lease would have been renewed.
// Faults: ErrNotFound, ErrFinished.
func Cancel(tx *store.Tx, job id.ID) error {
	j, found, err := jobs.Get(tx, keyOf(job))
	switch {
	case err != nil:
		return err
	case !found:
		return ErrNotFound
	case j.FinishedAt != 0:
		return ErrFinished
	}
	return finish(tx, &j, StateFailed, reason(errCancelled))
}
