// Package rewardapi is the front for adoption rewards: what waits, what can
// be settled, what was, and the settlement itself.
//
// It speaks one documented API word for word; docs/rewardapi.md has the paths,
// shapes and decisions. Answers are raw objects and lists, or {data,
// pagination} for the one paged list. Errors are {statusCode, message, error},
// where message is a list of texts for a request that does not fit, and a
// text otherwise. Ids are strings, times ISO 8601 with milliseconds, amounts
// exact numbers.
//
// Callers show a bearer token. A settlement that failed is an answer, 201 with
// success false; one that has not ended in time is 202, and goes on.
package rewardapi
