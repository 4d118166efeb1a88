// Package hmaccallback verifies and reads the documented payment callback
// (contract: S2-07), which itself defines no signature and no amount.
//
// The sender adds X-Timestamp (unix seconds, at most 5 minutes off) and
// X-Signature, the hex HMAC-SHA256 under the shared secret of
// timestamp + "." + raw body. The body is JSON: order_id, payment_method,
// transaction_id, status ("success" or "failed") and, optionally, amount in
// yuan. Without a secret there is no Verifier, and the route must not exist.
//
// Invariants: nothing of the body is read before the signature holds; the
// comparison takes the same time whatever differs; the secret appears in no
// error.
//
// Callers: creatorapi's callback route (Parse) and whoever sends such
// callbacks: the sandbox cashier and integrators' tests (Sign).
package hmaccallback
