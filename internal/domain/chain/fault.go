package chain

import "guerdon/internal/base/fault"

// Faults of addresses, signatures and sign-in.
var (
	ErrAddressInvalid   = fault.New(fault.Invalid, "chain.address_invalid", "The wallet address is not 32 bytes in base58.")
	ErrKeyUnsafe        = fault.New(fault.Invalid, "chain.key_unsafe", "The wallet address is not a key that can sign safely.")
	ErrSignatureFormat  = fault.New(fault.Invalid, "chain.signature_format", "The signature is not 64 bytes in base58 or base64.")
	ErrSignatureInvalid = fault.New(fault.Unauthenticated, "chain.signature_invalid", "The signature does not match the wallet and the text.")
)

// Faults of transactions and of the node that is asked about them.
var (
	// ErrTransferInvalid is final: the transaction is not such a deposit.
	// Its private cause is one of the Cause errors.
	ErrTransferInvalid = fault.New(fault.Refused, "chain.transfer_invalid", "The transaction is not a valid transfer.")
	// ErrNotFinal means ask again later. Its parameter "seen" tells whether
	// the network has seen the transaction, where that is known.
	ErrNotFinal = fault.New(fault.Unavailable, "chain.not_final", "The transaction is not final yet.")
	// ErrUnavailable means that the node gave no answer that can be relied on.
	ErrUnavailable = fault.New(fault.Unavailable, "chain.unavailable", "The chain cannot be reached at the moment.")
	// ErrNotConfigured means that no node is configured.
	ErrNotConfigured = fault.New(fault.Unavailable, "chain.not_configured", "No chain is configured.")
	// ErrWrongNetwork means that the node belongs to another network.
	ErrWrongNetwork = fault.New(fault.Unavailable, "chain.wrong_network", "The chain node belongs to another network.")
)

// Cause tells why a transaction is no deposit. It is the private cause of
// ErrTransferInvalid, for the log and the operator.
type Cause string

// Error is the cause itself.
func (c Cause) Error() string { return string(c) }

// The causes, in the order in which they are looked for.
const (
	CauseOtherTransaction Cause = "the answer is about another transaction"
	CauseFailed           Cause = "the transaction failed"
	CauseNotSigner        Cause = "the wallet did not sign the transaction"
	CauseNoTransfer       Cause = "no System transfer from the wallet to the target"
	CauseSeedTransfer     Cause = "paid from a seed-derived account, not from the wallet"
	CauseTooLittle        Cause = "the transfers are less than the fee"
	CauseBalance          Cause = "the target's balance did not grow by the transfers"
	CauseBeforeMember     Cause = "the transaction is older than the member"
	CauseTooOld           Cause = "the transaction was too old when it was claimed"
)
