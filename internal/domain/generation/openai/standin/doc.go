// Package standin is a model vendor on loopback, for tests: it answers
// OpenAI's interface (chat with and without a stream, pictures, speech) and
// DashScope's own (pictures and films as tasks, speech), checks what the
// vendors check, and fails on demand.
//
// A task of DashScope's is PENDING, then RUNNING, and ends SUCCEEDED after a
// number of polls, or when Settle says how:
//
//	PENDING → RUNNING → SUCCEEDED | FAILED | CANCELED | UNKNOWN
//
// Faults are queued for a path with Fail and used up in order, one a call.
// Every call is kept, so that tests can tell what was sent, and how often.
//
// It is no model: what it makes is the same few bytes each time. It stands
// for the protocol, not for any vendor's acceptance of a request.
//
// Callers: the tests of the adapters openai and dashscope, and of the npm
// client openai, which calls it as it would its vendor.
package standin
