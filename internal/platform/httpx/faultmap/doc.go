// Package faultmap holds each front to deciding about every fault.
//
// Check reads the source of a front and of every package of this module that
// it imports, directly or through others, finds each fault.New, and fails
// the test for a code that the front neither maps nor names as accepted at
// its kind's default. So a new fault names, by failing tests, the fronts that
// must decide how to show it. It also fails for decisions about faults that
// no longer exist, for one code declared twice, and for codes that are not
// plain string literals.
//
// The faults of package httpx itself need no decision: httpx.DefaultWire
// knows their statuses.
//
// Callers: the tests of fronts.
package faultmap
