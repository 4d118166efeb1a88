package job

import (
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// State is where a job stands. See the package comment.
type State string

// The states.
const (
	StateReady  State = "ready"
	StateLeased State = "leased"
	StateDone   State = "done"
	StateFailed State = "failed"
)

// Bounds of what a job may carry.
const (
	PayloadMax  = 64 << 10 // bytes
	KeyMax      = 200      // bytes
	kindMax     = 64       // bytes
	reasonMax   = 500      // bytes
	attemptsCap = 1000
	// AttemptsDefault is about nine hours with the default backoff.
	AttemptsDefault = 20
)

// Job is one durable piece of work.
type Job struct {
	Bucket        id.Bucket       `db:"bucket"`
	ID            id.ID           `db:"id"`
	Kind          string          `db:"kind"`
	State         State           `db:"state"`
	RunAt         instant.Instant `db:"run_at"`       // not before; the end of a backoff
	Attempt       int32           `db:"attempt"`      // attempts begun; in a handler, the number of this one
	AttemptsMax   int32           `db:"attempts_max"` // then it has failed
	LeaseUntil    instant.Instant `db:"lease_until"`  // zero unless leased
	LeaseOwner    string          `db:"lease_owner"`  // one claim of one process; once done, the claim that finished it
	Payload       []byte          `db:"payload"`      // JSON, up to PayloadMax
	Key           string          `db:"key"`          // natural key, or none
	LastError     string          `db:"last_error"`   // of the latest attempt that failed; safe to show
	CreatedAt     instant.Instant `db:"created_at"`
	FinishedAt    instant.Instant `db:"finished_at"` // zero unless done or failed
	ProgressDone  int64           `db:"progress_done"`
	ProgressTotal int64           `db:"progress_total"` // zero where the handler reports none
}

type jobKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

type stateKey struct {
	State State `db:"state"`
}

var (
	jobs = store.Define[jobKey, Job]("job")
	// byState serves the memory engine alone, which has no SQL to poll with.
	byState = store.Group[stateKey](jobs, "job_state")
)

func keyOf(i id.ID) jobKey { return jobKey{Bucket: i.Bucket(), ID: i} }

// Lease names one claim of one job. It is what a handler shows to prove that
// the job is still its own.
type Lease struct {
	ID    id.ID
	Owner string
}

// Lease is the claim under which a handler got the job.
func (j Job) Lease() Lease { return Lease{ID: j.ID, Owner: j.LeaseOwner} }

// due reports whether a runner may claim the job at now.
func (j *Job) due(now instant.Instant) bool {
	switch j.State {
	case StateReady:
		return j.RunAt <= now
	case StateLeased:
		return j.LeaseUntil <= now
	}
	return false
}

// giveUp ends the lease and makes the job wait until runAt.
func (j *Job) giveUp(runAt instant.Instant) {
	j.State, j.RunAt = StateReady, runAt
	j.LeaseOwner, j.LeaseUntil = "", 0
}

// finish ends the job, one way or the other, and frees its key.
func finish(tx *store.Tx, j *Job, state State, lastError string) error {
	if err := freeKey(tx, *j); err != nil {
		return err
	}
	j.State, j.LastError, j.LeaseUntil, j.FinishedAt = state, lastError, 0, tx.Now()
	if state == StateDone {
		j.ProgressDone = j.ProgressTotal
	} else {
		j.LeaseOwner = ""
	}
	jobs.Put(tx, *j)
	return nil
}

// held gets a job for the claim that holds it, or ErrLeaseLost.
func held(tx *store.Tx, l Lease) (Job, error) {
	j, found, err := jobs.Get(tx, keyOf(l.ID))
	if err != nil {
		return Job{}, err
	}
	if !found || j.State != StateLeased || j.LeaseOwner != l.Owner {
		return Job{}, ErrLeaseLost
	}
	return j, nil
}
