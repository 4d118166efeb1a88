package job

import "guerdon/internal/platform/store"

// Complete finishes a job in the write that holds its handler's effect, so
// that the effect happens exactly once however often the handler runs. The
// handler then returns Done. Within one claim it may be repeated.
// Faults: ErrLeaseLost, with which the whole write must fail.
func Complete(tx *store.Tx, l Lease) error {
	j, found, err := jobs.Get(tx, keyOf(l.ID))
	switch {
	case err != nil:
		return err
	case found && j.completedBy(l):
		return nil
	case !found || j.State != StateLeased || j.LeaseOwner != l.Owner:
		return ErrLeaseLost
	}
	return finish(tx, &j, StateDone, "")
}

func (j *Job) completedBy(l Lease) bool { return j.State == StateDone && j.LeaseOwner == l.Owner }
