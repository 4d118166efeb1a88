// Package idem makes a request with an Idempotency-Key happen once.
//
// The answer is stored in the same write as what it tells of. A repetition
// with the same key and the same request gets that answer, byte for byte; one
// with another request is refused. Answers that say "not now" or "our
// mistake" are not stored: nothing happened, and trying again is right.
//
// A key belongs to whoever sent it (the scope), and is kept 30 days.
// Fronts call Keeper.Run for every write, with or without a key.
package idem
