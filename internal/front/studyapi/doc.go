// Package studyapi serves the learning points API of contract/studyapi.md,
// word for word: balances, records, products and exchanges for members, and
// rules for the admins of a study domain.
//
// Callers carry a bearer token (session.Bearers); there is no login here. A
// success is {success:true,data}, an error {success:false,error,code}. Times
// are UTC, RFC 3339. Every handler decodes, calls one domain verb inside
// idem.Serve, and encodes.
package studyapi
