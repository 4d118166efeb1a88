// Package httpx is what all fronts share of HTTP: the way in, the way out,
// and nothing of any front's own words.
//
// A front is an http.Handler with a Fail function that writes its own error
// form. Shared.Wrap puts the common duties around it: request id, client
// address, security headers, body size and time limits, origin check, CORS,
// compression, panics, metrics and sampled logs. Server listens; fronts with
// the same address share a listener by path prefix.
//
// Inside a handler: Decode reads a JSON body strictly, WriteJSON writes one,
// Bearer finds a token, ParsePage a page, Limiter counts requests, and Map
// turns a fault into the front's status and words. Guarded makes the client
// for calls to addresses that somebody configured or sent.
//
// Invariants: everything from outside is bounded (bytes, depth, time,
// count); no query string, body, cookie or authorization is ever logged; a
// number that is money never passes through a float.
//
// Callers: the fronts, the idempotency store, cmd. The domain never imports
// this package.
package httpx
