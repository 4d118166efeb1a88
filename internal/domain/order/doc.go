// Package order sells credits and memberships for money, and memberships for
// credits, and gives the money back.
//
// States of an order:
//
//	pending ──▶ paid ──▶ refunded
//	   ├──▶ failed  ─┐
//	   └──▶ expired ─┴▶ paid (a payment that came late)
//
// An order that is pending after its time is expired, whatever its row says;
// a job makes the row say so. A refund is requested, then submitted (the
// provider has it) or unknown (its answer was lost), and ends refunded or
// failed.
//
// Invariants:
//   - An order is paid once: the write that marks it paid also credits what it
//     gives, under the order's natural key in the ledger, and takes the
//     provider's transaction, which pays one order only. Everything that comes
//     again changes nothing.
//   - What does not agree (another amount, method, order or transaction)
//     credits nothing and waits in the review queue for a person.
//   - Money that was taken is never ignored: a payment after failure, expiry
//     or cancellation still pays the order; one after a refund does not.
//   - The provider is called outside of writes, after what is asked was
//     committed, always under the same ids. An answer that was lost is looked
//     up, never guessed.
//   - A refund takes back exactly what the order gave, before any money is
//     asked for: bought credits (not where they are spent), the bonus as far
//     as it is there, the membership's time. Where the provider refuses for
//     good, that is given again. However many messages tell of it, from
//     whomever, it is taken back once.
//   - Orders of the sandbox are marked and never count as revenue.
//
// An order's id names its bucket, its member's: providers know only the id.
//
// creatorapi places, cancels and lists, and hands over notifications; coreapi
// refunds and reviews; the sandbox's cashier pays.
package order
