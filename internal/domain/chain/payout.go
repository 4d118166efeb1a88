package chain

import (
	"context"
	"errors"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
)

// Payout is what an operator says was paid to a member's wallet.
type Payout struct {
	Signature Signature
	To        Address
	Lamports  amount.Amount   // the least that counts, over 0
	Since     instant.Instant // when the member asked for it
}

// FindPayout looks a payout's transaction up and verifies it.
// Faults: those of VerifyPayout and Reader.
func FindPayout(ctx context.Context, reader Reader, want Payout) error {
	transaction, err := reader.Transaction(ctx, want.Signature)
	if errors.Is(err, ErrNotFinal) {
		return notFinal(ctx, reader, want.Signature)
	}
	if err != nil {
		return err
	}
	return VerifyPayout(transaction, want)
}

// VerifyPayout decides whether a final transaction paid the wallet. Whoever
// paid, and how, does not matter: it succeeded, the wallet's balance grew by
// at least the amount, and it is no older than what it pays.
// Faults: ErrTransferInvalid (with a private cause), ErrUnavailable where the
// node's account of the transaction is incomplete.
func VerifyPayout(t Transaction, want Payout) error {
	if err := t.check(); err != nil {
		return ErrUnavailable.Because(err)
	}
	switch {
	case t.Signatures[0] != want.Signature:
		return ErrTransferInvalid.Because(CauseOtherTransaction)
	case t.Failed:
		return ErrTransferInvalid.Because(CauseFailed)
	case want.Lamports <= 0 || t.gain(want.To) < want.Lamports:
		return ErrTransferInvalid.Because(CauseBalance)
	case t.BlockTime.IsZero():
		return ErrUnavailable.Because(errMalformed)
	case t.BlockTime.Add(ClockSkew) < want.Since:
		return ErrTransferInvalid.Because(CauseTooOld)
	}
	return nil
}
