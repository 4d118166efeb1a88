// Package payment says what a payment provider is, in neutral words.
//
// A Provider (Alipay, WeChat Pay, the sandbox that imitates both) takes money
// for an order that we place, tells what became of it, and gives it back. The
// adapters in the folders below speak the vendors' protocols; this package
// holds what they have in common: the commands, what a provider can answer,
// and the faults.
//
// States of an order at its provider:
//
//	Absent → Waiting → Paid → Refunded
//	            └→ Failed, Closed
//
// Invariants that every Provider keeps:
//   - Nothing that came from outside is believed before its signature is
//     verified over the raw bytes, under a configured key, for our merchant.
//   - "It did not happen" (ErrRejected, ErrAbsent, ErrState, ErrBusy) and
//     "nobody knows" (ErrUnknown) are never confused. After ErrUnknown the
//     caller asks Query or QueryRefund; it repeats a Place or Refund only
//     with the same ids, which is safe at every provider.
//   - Amounts are fen (CNY, scale 2), exact, greater than zero.
//   - A notification may come late, twice or out of order. Parsing it changes
//     nothing; that an order is paid once is the caller's unique key
//     (provider, transaction id).
//
// A Till is the cashier of a sandbox that stands in for the vendors; a
// CallbackReader reads the source document's own payment callback.
//
// Callers: the order modules place, query and refund; the fronts hand over
// notifications and write the Answer. Only the program's start names adapters.
package payment
