// Package reward shares what a paid adoption is worth among those who brought
// it about: six rights, each to one recipient.
//
// # States
//
//	pending ──owner adopts──▶ settleable ──settlement──▶ (settling) ─▶ (settled)
//	   │                        ▲  │  ▲                       │
//	   └─ now ≥ expire_at ─▶ expired  │  └── nothing moved ───┘
//	                        held ◀────┘
//
// A right may make its reward wait for its owner's own adoption; it does so
// only while its owner has not adopted. An expired reward's worth goes to
// headquarters, in a reward that is linked to it. An operator may hold a
// settleable reward, release it, or reverse one that is not being settled.
//
// # Books
//
// A member's book has the sums of their rewards by state, and numbers those
// that become settleable. A settlement takes all numbers up to the last; so
// settling locks and changes one row, however many rewards there are, and
// whether a reward is settled follows from its number and the book's. What
// arrives meanwhile has a higher number and is not included.
//
// Rewards of a system account (headquarters, a region that nobody holds) have
// owner 0 and no book. Their worth is posted to that account at once.
//
// # Invariants
//
//   - An event is allocated once: six rewards, in one write, at the amounts of
//     one version of the table.
//   - A book's sums are those of its member's rewards.
//   - A reward is claimed at an instant before its expire_at, or expires; what
//     reads say does not depend on when the sweep comes by.
//   - A settled reward was paid by one final settlement, and is on the ledger:
//     USDT in and out again, hashpower to stay.
//
// The event module hands over adoptions, rewardapi reads and settles, coreapi
// manages.
package reward
