// Package opsapi is the front for those who run the program: is it up
// (/healthz), may it get traffic (/readyz), what does it do (/metrics).
//
// /healthz answers 200 as long as the process serves. /readyz asks every
// Check, side by side and within a time limit, and answers 503 with the
// names of those that fail; their errors go to the log, never to the caller.
//
// Caller: cmd, which lists the checks.
package opsapi
