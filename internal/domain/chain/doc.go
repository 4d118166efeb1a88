// Package chain holds the rules about Solana wallets and on-chain deposits:
// what an address and a signature are, when a signature proves that a wallet
// wants to sign in, and when a transaction is a deposit by a wallet.
//
// Everything here is pure but [FindDeposit], which asks a [Reader]; package
// solana implements Reader over a node's JSON-RPC, [Unconfigured] where there
// is no node.
//
// A transaction goes unknown → seen → final; only a final one is looked into.
// "Not there" is never "failed": it is [ErrNotFinal], and the caller asks again.
//
// Invariants:
//   - A key of small order or in a non-canonical form never signs in: anybody
//     could sign for it.
//   - A deposit counts only System transfers whose source is the wallet itself
//     and whose wallet signed the transaction.
//   - Whatever cannot be read for sure is [ErrUnavailable], never a refusal.
//
// That one signature is credited once over all members is the caller's unique
// key. Callers: wallet sign-in, the Solana pool, settlements.
package chain
