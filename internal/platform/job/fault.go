package job

import (
	"errors"

	"guerdon/internal/base/fault"
)

// Faults of this package.
var (
	// ErrNotFound: there is no such job (any more).
	ErrNotFound = fault.New(fault.NotFound, "job.not_found", "There is no such job.")
	// ErrNotRetryable: the job is running or done, or another job with its
	// key has taken its place.
	ErrNotRetryable = fault.New(fault.Conflict, "job.not_retryable", "The job cannot be retried in its present state.")
	// ErrFinished: the job is done or failed and cannot be cancelled.
	ErrFinished = fault.New(fault.Conflict, "job.finished", "The job has ended already.")
	// ErrLeaseLost: somebody else holds, or has settled, what the caller
	// believes to hold. Whatever it was about to commit must not happen.
	ErrLeaseLost = fault.New(fault.Conflict, "job.lease_lost", "The job has been taken over by another worker.")
	// ErrInvalid: an EnqueueCmd is out of bounds; param field.
	ErrInvalid = fault.New(fault.Internal, "job.invalid", "Something went wrong on our side.")
)

// What the runner writes as the last error of an attempt, besides the
// handler's own faults.
var (
	errPanic     = fault.New(fault.Internal, "job.panic", "The handler met an impossible state.")
	errTimeout   = fault.New(fault.Unavailable, "job.timeout", "The attempt took too long.")
	errExhausted = fault.New(fault.Internal, "job.exhausted", "The job has used up its attempts.")
	errCrashed   = fault.New(fault.Unavailable, "job.crashed", "The process that ran the last attempt went away.")
	errCancelled = fault.New(fault.Conflict, "job.cancelled", "The job was cancelled by an operator.")
)

// errStopping is the cause of a handler's cancelled context when its runner
// stops.
var errStopping = errors.New("job: the runner is stopping")
