// Package referral rewards members for the members whom they bring.
//
// A member has one code. Who registers with it is bound to its owner: one row
// a member, made once. The reward is paid when the new member's first payment
// of money is captured, and taken back, once, where that payment is refunded.
//
//	pending ──first payment──▶ completed ──its refund──▶ clawed_back
//	   └───────refused────────▶ rejected ◀──refused at registration
//
// A referral is rejected, and pays nothing ever, where the referrer has
// brought too many members from one network that day (setting
// referral.network_day_max), had as many rewards this month as they may
// (referral.month_max), or is suspended. Nobody is their own referrer, neither
// directly nor through others: that is refused, not recorded.
//
// Invariants: a reward is paid once and taken back at most once, both of them
// as lines of the ledger whose source is the referral; a claw-back never takes
// an account below zero: it takes what is there, and records what was not; the
// figures of referrers and networks are those that follow from the referrals.
//
// account binds, order tells of payments; creatorapi and coreapi show.
package referral
