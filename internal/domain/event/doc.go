// Package event takes in what happened outside: a check-in, a finished
// lesson, an adoption that was paid. Each type of event has a handler, which
// turns it into movements on the ledger.
//
// An event has a type and an id of the sender's own. Both together are
// unique, whoever the event is about: a repeat changes nothing and gets the
// effects of the first time. An event that is refused, because it is
// malformed or because a rule says no, leaves nothing behind, so that it may
// be sent again once it is mended.
//
// Events may come late, early, twice and in any order. What counts is when
// they happened (At), at most ten minutes ahead of the present and 400 days
// behind it.
//
// Events lie in the order of their ids, in a few places only: writing those of
// a sender whose ids grow with time touches few pages.
//
// Invariant: an event's row and its effects are committed together, once.
// Check holds every row to its effects.
//
// coreapi calls it; the modules that know other types register handlers.
package event
