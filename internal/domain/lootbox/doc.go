// Package lootbox sells draws from boxes with published odds.
//
// A box has odds in versions. A version is a list of prizes whose integer
// weights, in parts per million, sum to exactly 1,000,000; it never changes.
// Editing the odds makes a new version; every draw names the one it used.
// A prize may have a finite stock, which is a row that only goes down.
//
// Box states: draft → open → closed, and back to open. Sold-out policy: with
// "renormalise" a draw is among the prizes still in stock, in proportion to
// their weights, and the published odds are those; with "close" no draw is
// sold as soon as one prize is out. All prizes out: no draw is sold.
//
// Invariants, held by one write a draw: the price is paid, exactly one prize
// is handed over, its stock goes down by one and never below zero; or nothing
// happens. Draws of one box share its bucket as route, so that they are
// committed together and its stock rows are never waited for.
//
// The dice are a cryptographic source that is an input of the write.
package lootbox
