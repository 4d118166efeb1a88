// Package cardapi is the documented card system API under /api/card/:
// templates, batches, cards and their use, QR archives, statistics.
//
// Answers are {status, code, data}, errors {status, code, message,
// error_code, details}, lists {count, next, previous, results}. Times are in
// UTC with a Z, to the second. Callers send an access token as "Bearer x" or
// "Token x"; what changes or shows the stock is the admin's alone. A slash at
// the end of an address may be left out; nothing is ever redirected.
//
// Every handler decodes, calls one verb of package card inside idem.Serve, and
// encodes. docs/cardapi.md lists what was decided beyond the document.
//
// contract: S4-01
package cardapi
