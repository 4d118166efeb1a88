package store

import (
	"errors"

	"guerdon/internal/base/fault"
)

// Faults that any Write may return besides its function's own.
var (
	// ErrBusy: the queue is full. Nothing happened; param retry_after_seconds.
	ErrBusy = fault.New(fault.Unavailable, "store.busy", "The server has more work than it can take; try again shortly.")
	// ErrUnreachable: the database cannot be reached. Nothing happened.
	ErrUnreachable = fault.New(fault.Unavailable, "store.unreachable", "The database cannot be reached; nothing was changed.")
	// ErrOutcomeUnknown: the commit was sent and its outcome could not be
	// learned in time. Repeat the request with the same Idempotency-Key.
	ErrOutcomeUnknown = fault.New(fault.Unavailable, "store.outcome_unknown", "It is not known yet whether the change was made; repeat the request with the same Idempotency-Key.")
	// ErrClosed: the store is shutting down. Nothing happened.
	ErrClosed = fault.New(fault.Unavailable, "store.closed", "The server is shutting down.")
	// ErrExists: a row with this key, or this unique alternate, exists.
	ErrExists = fault.New(fault.Conflict, "store.exists", "An object with this key exists already.")
	// ErrText: a text is not valid UTF-8 or holds a NUL. Nothing happened.
	ErrText = fault.New(fault.Invalid, "store.text", "Text must be valid UTF-8 without NUL characters.")
	// ErrTooManyRounds: a function kept asking for more rows.
	ErrTooManyRounds = fault.New(fault.Internal, "store.too_many_rounds", "The operation touches too many objects, one after another.")
	// ErrPanic: a function met an impossible state and changed nothing.
	ErrPanic = fault.New(fault.Internal, "store.panic", "Something went wrong on our side.")
)

// errMiss ends a run: a row was asked for that is not loaded yet. Functions
// return it as they return any error; the store loads and runs them again.
var errMiss = errors.New("store: row not loaded yet")

// Outcomes of an engine's call that decide what the store does next. Of all
// but errUnknown it is sure that nothing happened.
var (
	errTransient = errors.New("store: transient")       // the database is away for a moment
	errConflict  = errors.New("store: conflict")        // somebody else was faster or is in the way
	errLocked    = errors.New("store: locked")          // with errConflict: somebody has held a lock for long
	errUnique    = errors.New("store: unique violated") // by somebody in the batch
	errUnknown   = errors.New("store: commit unknown")  // ask resolve before anything else
	errNoIDs     = errors.New("store: out of ids")      // refill outside of the transaction
)
