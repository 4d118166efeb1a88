// Package peers runs the vendors' own Node SDKs against Guerdon.
//
// Payments: what we sign they verify, what they sign we verify, and both
// refuse what was altered, unsigned, late, or meant for somebody else. What the
// SDKs sign also pays an order, once, at the routes that vendors notify.
//
// Models: OpenAI's client calls the stand-in that our model adapters are
// tested against, and reads the same from it: texts whole and streamed,
// pictures, speech, refusals, and what is to be tried again.
//
// It proves that both sides speak the same protocol, not that a vendor accepts
// a merchant or a prompt: no vendor is called, every key is generated for the
// run.
//
// The SDKs are pinned in package-lock.json and installed by the test on first
// use. Needs node ≥ 20 and npm; where they are missing the test fails.
package peers
