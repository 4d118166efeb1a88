// Package solana asks a Solana node about blocks and transactions over
// JSON-RPC. It is an adapter: only cmd names it, everybody else sees
// [chain.Reader].
//
// Everything is a read, so a failed try is repeated: at most Tries times
// within Budget, with jitter, after the time that a rate limit asks for. A
// breaker stops asking a node that keeps failing. Answers are bounded in size,
// depth and count and are never trusted: what does not fit together is
// chain.ErrUnavailable, so that a broken or lying node can delay a deposit but
// not decide it. No error tells the node's URL, which may carry a key.
//
// Before its first real answer the client makes sure that the node belongs to
// the configured network; [Client.CheckNetwork] does so at start.
package solana
