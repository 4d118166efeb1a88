// Package membership keeps who is a paying member until when.
//
// A membership is one row a member: the plan in force and the instant at
// which it ends. Nothing changes it when it ends: whoever reads it compares
// its end with the clock. Every change of it is a line with a number: a span
// of time that a source (an order) gave, that a refund of it took back, or
// that a refund which failed gave again.
//
// Invariants:
//   - the end moves only with an order that was paid or refunded, in the same
//     write, and only by a change;
//   - a membership's row is what its changes, in order, make of it;
//   - months are calendar months in UTC+8, clamped to the last day (31 January
//     and a month is 28 or 29 February), from the end of a membership that
//     runs, else from now;
//   - a refund takes back exactly what its source gave, and never the time of
//     a later run: what lapsed is gone.
//
// order extends and shortens it; generation and the fronts read it.
package membership
