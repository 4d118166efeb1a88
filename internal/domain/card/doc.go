// Package card is about redeemable cards: templates say what a card gives,
// batches hold the cards that are printed together, and a member uses a card
// once.
//
// # States
//
//	template  active ⇄ inactive → deleted (without batches only)
//	batch     draft ⇄ published → deleted (without used cards only)
//	card      unused → used; unused ⇄ void (Void, Reissue)
//
// # Cards without rows
//
// A batch owns a run of ids, and its key, which is kept sealed. A card's code
// follows from key and id, so a card has no row before something happens to
// it: it is used, voided, reissued or given an expiry of its own. A batch of
// 10,000 is one row, its codes can be printed again at any time, and nothing
// that is stored can be used as a code without the sealing key. Lists count
// cards by the batches' figures and number through their ids.
//
// # Invariants
//
//   - A card is used at most once, and has exactly one use if it is.
//   - A batch's figures are those of its cards' rows; its ids are contiguous
//     and no other batch's.
//   - A code is found by its text alone: a wrong one goes through the same
//     steps as a right one up to a comparison in constant time.
//   - Wrong codes, and all attempts with plain ones, are counted in the same
//     write, by member and by network.
//   - What a used card shows never changes: it names the version of its
//     template.
//   - Statistics are sums of rows that were counted in the write of each use.
//   - A card can be used up to and with the last second of its expiry.
//
// The text of codes is in package code; pictures, archives and sheets are in
// package print, and the Printer hands them out.
//
// # Callers
//
// cardapi and coreapi; the landing page behind a QR picture asks the Printer.
//
// contract: S4-02, S4-07, S4-16, N-13
package card
