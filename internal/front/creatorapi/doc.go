// Package creatorapi is the front of the AI creation platform: accounts,
// credits, memberships, payments, campaigns, generation and publishing, under
// /api/v1.
//
// Every answer is {code, message, data}: code 200 with HTTP 200 for every
// success, also of a creation; an error carries its HTTP status as code, or
// one of the document's own codes 40001 to 40010, and data null. Times have no
// zone and are UTC+8. Money is in CNY with two decimals, credits are integers.
//
// The operations are in one file an area: account*.go, credit*.go,
// campaign*.go, generate*.go, publish*.go. The audience of each stands in its
// area's routes.
package creatorapi
