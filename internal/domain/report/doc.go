// Package report computes figures over several modules' rows, for reading
// only: it decides nothing, and writes nothing but sums of its own.
//
// The leaderboard ranks members by points. Issuance is what members got and
// gave, by day. Draws holds what was drawn against the published odds; so
// that it need not count every draw each time, a job rolls the counts up.
// The lists of items and redemptions join what several modules know.
// Callers: the fronts.
package report
