// Package vendorlink is what the platforms' interfaces have in common: one
// bounded HTTP exchange, answers in JSON, forms with files, and tokens that
// are kept until shortly before they expire.
//
// Invariants: an exchange follows no redirect, reads at most ReplyMax bytes
// and ends in time; its error never holds an address, since addresses hold
// tokens; a token is asked for once however many callers want it, and rests in
// memory only.
//
// Callers: the adapters of the platforms.
package vendorlink
