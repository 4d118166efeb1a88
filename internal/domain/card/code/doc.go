// Package code is the text that is printed on a card: how it is made, how
// what a person typed or scanned is read back, and how it is looked up.
//
// # Forms
//
// A batch code is CATEGORY_YYYYMMDD_SEQ, as in DANCE_20230101_001.
// A card code has one of two styles:
//
//	plain   DANCE_20230101_001_1001                  batch code, card id
//	sealed  DANCE_20230101_001_1001_2XKK-J31Y-M05GT  and a secret of 60 bits
//
// A plain code can be guessed from any other of its batch; a sealed one
// cannot. The tail of a sealed code is 13 symbols of Crockford's base 32
// (digits and capital letters without I, L, O and U) in groups of 4, 4 and 5:
// twelve symbols carry the first 60 bits of HMAC-SHA256(batch key, prefix),
// and the last is a check symbol.
//
// # The check symbol
//
// All digits and letters of the whole code, prefix included, are coefficients
// of a polynomial over GF(32), and the check symbol makes its value at a
// primitive element zero. So the code stays inside one alphabet, and every
// single wrong symbol and every swap of two neighbours, in the prefix as in
// the tail, is told from the text alone, before any lookup. Of all other
// mistakes 31 in 32 are. It says nothing about the secret: it is computed
// from what the code shows.
//
// # Invariants
//
// Parse(c.String()) is c for every Code that this package made. Parse accepts
// many spellings of a code but gives only one. Keys never leave their types: they do not print.
//
// # Callers
//
// Package card, when a card's code is shown or printed (Batch.Sealed,
// Batch.Plain, Key.Reissued) and when somebody uses a card (Parse, Matches).
//
// contract: S4-07, S4-16
package code
