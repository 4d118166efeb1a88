// Package modellink is what the model vendors' interfaces have in common: one
// bounded HTTP call with a bearer key, what a vendor's refusal means, files
// copied from the links that vendors give, and the labels on what they made.
//
// Outcomes of a call are generation's faults:
//
//	ErrRefused   the vendor does not take this input, for good
//	ErrVendor    the vendor, its key or its settings are at fault; another
//	             may be asked; param retry_after_seconds where it said so
//
// Sent tells whether a call that failed may have reached the vendor, which
// decides about work that is paid for and begun once.
//
// Invariants: a key never appears in an error, not even where the vendor
// repeats it; it goes to the configured address alone, follows no redirect
// and is not sent for files; everything read is bounded; nothing is sent
// twice by one call, whatever the transport would do; a file is what its
// first bytes say, not what the vendor calls it.
//
// Callers: the adapters openai and dashscope. Nothing is logged here.
package modellink
