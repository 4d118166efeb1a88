// Package clock gives the present instant as an input, so that rules and
// tests decide what time it is.
//
// System reads the machine's clock; Manual stands still until it is told to
// move and is what tests and the simulation use. Every package that needs
// the time takes a Clock; only cmd names System.
package clock
