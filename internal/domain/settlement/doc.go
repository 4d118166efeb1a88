// Package settlement pays out to members in other currencies, through a
// wallet service that is not ours, and pays each settlement at most once.
//
// # States
//
//	requested ─▶ approved ─▶ prepared ─▶ broadcast ─▶ final
//	    │            │           │  ▲         │
//	    └────────────┴───────────┼──┼─────────┴─────▶ failed (nothing moved)
//	                             ▼  │
//	                           unknown ─────────────▶ needs_review
//
// A requested settlement waits for an operator, where its amount asks for
// one. A prepared one has its order committed: the client id under which it
// is sent, now or at any later time. broadcast means that the provider has
// it, unknown that no answer came which says so. Unfinished ones are looked
// up under the same client id until the provider says how they ended; they
// are sent again, the same, only where it says that it has never seen them.
//
// # Invariants
//
//   - What is sent was committed before; a settlement has one client id.
//   - failed means that nothing moved: the provider said so, or nothing was
//     ever sent. Whatever contradicts itself needs a person (needs_review).
//   - The claimant's rewards are released only by failed, and paid only by
//     final, each in the same write as that state, once.
//   - A difference to the provider's own record opens a case and pauses the
//     currency.
//
// # Who calls it
//
// A module that owes (reward) opens settlements inside its writes and is told
// how they ended; see Claimant. Adapters under this package are providers.
package settlement
