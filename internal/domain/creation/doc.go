// Package creation keeps what members made: articles, pictures, films and
// slide decks.
//
// A creation begins where a task of package generation completes, in the same
// write, and is the member's from then on: they read, retitle, rewrite and
// delete it. A deleted one is shown to nobody; some weeks later its row goes,
// and with it the last name of its file.
//
// Invariants: a creation belongs to one member and another's is not there; its
// type and file never change; titles and contents are bounded; deleting gives
// nothing back and happens once.
//
// generation adds; the creator's front and publication read; operators look.
package creation
