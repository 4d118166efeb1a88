// Package toutiao packs articles for Toutiao, whose interface for articles is
// not open: the member gets a package with the article as Markdown and as
// HTML, its picture or film, and the address of the page on which to post it.
//
// Invariants: nothing is ever sent anywhere, so that a result is exported and
// never published but on the member's word.
//
// Callers: cmd hands an Adapter to the publication module.
package toutiao
