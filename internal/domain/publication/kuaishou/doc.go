// Package kuaishou publishes films on Kuaishou, through its open platform.
//
// The way of a film: an upload is begun, the file goes to the address that the
// platform names, and one call publishes it, with a cover and a caption. That
// call is the one that posts, and the one that is committed to. The film is
// then asked for until it is no longer pending.
//
// The member's tokens are among their credentials: an application that the
// platform has approved gets them when the member authorizes it. An access
// token that has expired is renewed once with the refresh token, and the new
// ones are kept.
//
// Invariants: each attempt begins a new upload; a film of which no answer came
// is looked for among the member's newest ones by caption and time, and is
// taken only where exactly one fits that is no other publication's.
//
// Callers: cmd hands an Adapter to the publication module.
package kuaishou
