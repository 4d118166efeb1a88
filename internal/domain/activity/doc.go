// Package activity is about campaigns: gifts of credits, discounts on
// memberships and first purchases, and a larger reward for referrals.
//
// # States
//
//	activity       active ⇄ paused → deleted; by the clock an active one is
//	               upcoming, active or ended
//	participation  enrolled ⇄ applied to an order; given (credits)
//
// # What joining gives
//
// A gift is posted at once. Of the other kinds a participation records that
// the member enrolled, and nothing is credited: the benefit comes with a
// purchase or a referral, also to members who never enrolled.
//
// # Invariants
//
//   - A member takes part in an activity at most once, and one order at a time
//     has its discount. An order has the discount of one activity: the one
//     that is worth most to it.
//   - participants and spent are what the participations add up to, and never
//     more than max_participants and the budget: they stand on the activity's
//     row and change in the write that they count.
//   - What an order has to pay is at least one fen.
//   - All activities have ids of one bucket, so that those that may run are
//     one group of rows.
//
// # Callers
//
// order asks for discounts, account and referral for their bonuses; creatorapi
// and coreapi do the rest.
//
// contract: S2-26, S2-27, S2-28, N-14
package activity
