// Package exchange gives products for study points.
//
// A product belongs to a study domain or to all (0), costs points, and has a
// stock that is finite or not (Unlimited), and perhaps a limit for each member.
// It is available or off; one whose stock has run out is sold out.
//
// An exchange debits the points and takes the stock and the member's count at
// once, in one write, at the price of that moment. Of a product that is
// reviewed it begins pending: pending → approved → completed, or pending →
// rejected (by an operator) or cancelled (by the member). Of any other product
// it is completed at once. Rejecting and cancelling give back points, stock and
// count, once.
//
// Invariants:
//   - a stock's taken and a member's count are the sums over the exchanges
//     that were not given back; supplied ≥ taken where the stock is finite;
//   - every exchange has its debit, and every one given back its refund.
//
// studyapi and coreapi call it.
package exchange
