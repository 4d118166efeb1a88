// Package coreapi is the native API, under /v1: what the documented fronts
// leave out and every integrator and operator needs.
//
// JSON in snake_case, times in RFC 3339 UTC, amounts as decimal strings in
// the asset's own unit, cursors for lists, errors as RFC 9457 problem details
// with a stable code, its parameters, and a text in the caller's language.
// Callers are operators with a session cookie or integrators with an API key.
//
// A handler decodes, calls one domain verb inside write (which makes a
// request with an Idempotency-Key happen once), and encodes. Each file of a
// resource begins with its routes: the right that an operation needs, its
// handler, and its description, from which /v1/openapi.json is made.
//
// What management changes is noted in the audit record, in the same write.
package coreapi
