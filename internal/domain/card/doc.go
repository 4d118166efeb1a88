// Package card is about redeemable cards: templates say what a card gives,
// batches hold the cards that are printed together, and a member uses a card
// once.
//
// This part holds the rules that need no rows: the categories and rarities,
// the last moment at which a card can be used, and the sentence that tells a
// member what a used card gave. The text of codes is in package code, pictures
// and sheets are in package print.
//
// # Invariants
//
// A category is one of four and a rarity one of four. A card can be used up to
// and with the last second of its expiry day in the project's zone, and no
// later.
//
// contract: S4-02, S4-07, S4-16
package card
