// Package peers runs the payment vendors' own Node SDKs against Guerdon's
// payment adapters: what we sign they verify, what they sign we verify, and
// both refuse what was altered, unsigned, late, or meant for somebody else.
//
// It proves that both sides speak the same protocol, not that a vendor accepts
// a merchant: no vendor is called, every key is generated for the run.
//
// The SDKs are pinned in package-lock.json and installed by the test on first
// use. Needs node ≥ 20 and npm; where they are missing the test fails.
package peers
