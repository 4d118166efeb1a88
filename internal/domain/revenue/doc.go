// Package revenue is the book of money that orders brought in and gave back,
// and its sums by day.
//
// An entry is written once for an order that was paid, and once for one that
// was refunded, in the write that does it; entries are never changed. Days
// are calendar days in UTC+8. Orders of the sandbox have entries and are in no
// sum.
//
// # Invariants
//
//   - An order has at most one entry of each side, and a refund gives back at
//     most what was paid.
//   - The sums of a day are those of its entries: they are rows that change in
//     the write that they count, so that reading them costs the same however
//     many entries there are.
//   - The members who paid from one day to another are those of its payments
//     whose member had not paid since the first day: payments are counted by
//     day and by the day on which the member had paid before.
//
// order calls Note; report and the fronts read the sums.
//
// contract: S2-35, N-17
package revenue
