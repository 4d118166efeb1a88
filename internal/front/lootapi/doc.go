// Package lootapi is the front for wallet points: sign-in by wallet, points,
// loot boxes, virtual items and their redemption, the SOL pool, generated
// media with rewards, and the operators' part of all that.
//
// It speaks one documented API word for word; docs/lootapi.md has the paths,
// shapes and texts. Answers are {"success":true,"data":…} or flat, as each
// operation documents; errors are always {"success":false,"error":"…"} in
// Chinese. Times are naive, in the project's zone. Members have a session
// cookie after a wallet signature, operators one of their own after a
// password; both work only from accepted web origins.
//
// Every handler decodes, calls one domain verb, and encodes. Writes go
// through write, so that a request with an Idempotency-Key happens once.
// What ends or begins a session is not stored for repetition: an answer at
// rest must not carry a session.
package lootapi
