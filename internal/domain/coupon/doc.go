// Package coupon is about codes that make an order cheaper or give credits in
// addition. A member has a coupon at most once, and uses it at most once.
//
// # States
//
//	coupon       active ⇄ paused → deleted; by the clock and its counters an
//	             active one is upcoming, active, exhausted or expired
//	user coupon  unused ⇄ reserved → used; an unused one is expired once its
//	             coupon is
//	order        reserved → used, reserved → released → used (paid late)
//
// # Invariants
//
//   - A code names one coupon, whatever the case it is typed in.
//   - claimed is how many members have the coupon, reserved and used how many
//     orders hold and used it: reserved + used ≤ claimed ≤ max_usage. The
//     counters stand on the coupon's row and change in the write that they
//     count, so that no number of racers passes a limit.
//   - What an order has to pay is at least one fen, and at most its amount.
//   - The code of a private coupon is shown to admins, and to members who have
//     the coupon; they get it by using the code.
//
// # Callers
//
// order reserves, uses and releases; creatorapi and coreapi do the rest.
//
// contract: S2-29, S2-30, S2-31, S2-32, N-14
package coupon
