// Package pool rewards members who paid SOL into the pool.
//
// A member names a transaction. The claim is written first, with a job that
// looks after it; then the chain is asked. A claim is pending until the
// transaction is final, then credited or refused; one that is not final after
// a day is refused. Whoever answers first, the request or the job, settles it.
// What the job credits is unseen until the member asks again and is told.
//
// Anybody may claim any transaction, but only its signer's claim can be
// credited: a stranger's claim neither takes nor blocks it.
//
// Invariants: a transaction is credited at most once, over all members (the
// row pool_deposit, in the same write as the points); what it paid beyond the
// fee is recorded and not rewarded.
//
// lootapi calls it.
package pool
