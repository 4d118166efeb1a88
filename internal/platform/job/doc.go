// Package job runs durable work: a job commits with the rows that ask for it
// and is then run, at least once, by some process on the same database.
//
// # States
//
//	ready ──claim──▶ leased ──▶ done
//	  ▲                │ │
//	  └─retry, snooze──┘ └────▶ failed ──Retry──▶ ready
//
// A ready job waits for RunAt. A leased one is being run until LeaseUntil by
// the one claim that LeaseOwner names; a lease that ran out (its process
// crashed) may be claimed by anybody. A failed job used up its attempts, was
// discarded by its handler, or was cancelled.
//
// # Invariants
//
//   - A job exists if and only if the write that enqueued it was committed.
//   - At most one claim holds a job. Only that claim can settle or Complete
//     it: a handler that lost its lease (a zombie) gets ErrLeaseLost.
//   - Among unfinished jobs, (bucket, kind, key) is unique where key is set.
//   - A claim counts as an attempt before its handler runs, so that work that
//     kills its process fails in the end too. A snooze and a clean stop give
//     the attempt back.
//   - No handler runs inside a write.
//
// A handler may run more than once for one job: its effects must be
// idempotent, or be committed together with Complete, which happens once.
//
// # Who calls it
//
// Domain modules enqueue inside their writes, through a Queue, and have their
// handlers registered with the process's one Runner, which cmd starts and
// stops. Periodic work is not a job: a row of the lease table elects the
// process that does it. The console reads List, Get and Stats and lets an
// operator Retry and Cancel.
package job
