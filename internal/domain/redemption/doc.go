// Package redemption turns items into what they promise.
//
// A member requests it; an operator completes it (and has paid) or cancels
// it. States of a redemption: requested → completed or cancelled; the item
// goes not_redeemed → pending → redeemed, or back. Each transition is
// conditional on the state before, in one write: of an operator who completes
// and one who cancels, one wins. Completing posts what the catalogue says
// the item pays out as a liability paid (issuance → payout).
//
// Invariant: an item has at most one open redemption, and at most one that
// was completed.
package redemption
