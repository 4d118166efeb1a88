// Package membership keeps who is a paying member until when.
//
// A membership is one row a member: the plan bought last and the instant at
// which it ends. Nothing changes it when it ends: whoever reads it compares
// its end with the clock.
//
// Invariants: the end moves only with an order that was paid or refunded, in
// the same write; months are calendar months in UTC+8, clamped to the last day
// (31 January and a month is 28 or 29 February).
//
// order extends and shortens it; generation and the fronts read it.
package membership
