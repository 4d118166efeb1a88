// Package ledger keeps every asset of every member on one double-entry book.
//
// An account is (owner, asset, purpose). A transfer moves one positive amount
// from a debit account to a credit account. Member accounts have a row with
// the posted and held balance and never go below zero: a debit needs
// posted - held ≥ amount. System accounts (issuance, revenue, …) have no row:
// their balance is the sum over the transfers that name them, so that a house
// account is never a hot row.
//
// Each member account numbers its lines without gaps, and each line carries
// the balance after it and a mark: a hash over the line and the mark before.
// A line that is missing, added or altered shows in Verify.
//
// A hold reserves: pending → posted (captured, whole or in part) or voided or
// lapsed (its deadline passed); exactly one of these, once.
//
// Invariants:
//   - balance of line n = balance of line n-1 + amount of line n;
//   - an account's posted, seq, mark and earned/spent figures are those of its
//     lines; its held figure is the sum of its pending holds;
//   - posted - held ≥ 0, but where a reversal was allowed to make debt;
//   - a natural key stands for one movement, for ever.
//
// All verbs are functions over a store.Tx, so that other modules compose them
// with their own rows in one write. Amounts are in the asset's smallest unit.
package ledger
