package chain

import (
	"math"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
)

const (
	// DepositAgeMax is how old a transaction may be when it is claimed.
	DepositAgeMax = 24 * time.Hour
	// ClockSkew is how far the network's block times, which are whole seconds
	// and estimated, may lag behind our clock.
	ClockSkew = 30 * time.Second
)

// Want is the deposit that a member claims to have made.
type Want struct {
	Signature   Signature       // the transaction's hash
	Wallet      Address         // the member's, from the session
	Target      Address         // where the deposit must go
	Lamports    amount.Amount   // the least that counts, over 0
	MemberSince instant.Instant // when the member was created
	ClaimedAt   instant.Instant // when the member named the hash: a claim that waits does not age
}

// Deposit is a verified deposit.
type Deposit struct {
	Signature Signature
	Wallet    Address
	Target    Address
	Lamports  amount.Amount // all that the wallet transferred, at least Want.Lamports
	PaidAt    instant.Instant
	Slot      int64
}

// VerifyDeposit decides whether a final transaction is the deposit. All must
// hold: the hash is the transaction's; it succeeded; the wallet signed it; its
// System transfers from the wallet to the target, top-level and inner, come to
// at least the fee; the target's balance grew by at least their sum; it is
// younger than the member and was at most DepositAgeMax old when claimed.
//
// Wallets add instructions of their own, so other instructions do not matter.
// A transfer out of a seed-derived account does not count, though the wallet
// signs it: its sender is another account.
//
// Faults: ErrTransferInvalid (with a private cause), ErrUnavailable where the
// node's account of the transaction is incomplete.
func VerifyDeposit(t Transaction, want Want) (Deposit, error) {
	if err := t.check(); err != nil {
		return Deposit{}, ErrUnavailable.Because(err)
	}
	if t.Signatures[0] != want.Signature {
		return Deposit{}, ErrTransferInvalid.Because(CauseOtherTransaction)
	}
	if t.Failed {
		return Deposit{}, ErrTransferInvalid.Because(CauseFailed)
	}
	if !t.signedBy(want.Wallet) {
		return Deposit{}, ErrTransferInvalid.Because(CauseNotSigner)
	}
	sum, err := t.sumOf(want.Wallet, want.Target)
	if err != nil {
		return Deposit{}, err
	}
	if sum < want.Lamports {
		return Deposit{}, ErrTransferInvalid.Because(CauseTooLittle)
	}
	if t.gain(want.Target) < sum {
		return Deposit{}, ErrTransferInvalid.Because(CauseBalance)
	}
	if err := checkAge(t.BlockTime, want); err != nil {
		return Deposit{}, err
	}
	return Deposit{
		Signature: want.Signature, Wallet: want.Wallet, Target: want.Target,
		Lamports: sum, PaidAt: t.BlockTime, Slot: t.Slot,
	}, nil
}

// sumOf adds up what the wallet itself transferred to the target.
func (t Transaction) sumOf(wallet, target Address) (amount.Amount, error) {
	var sum amount.Amount
	cause := CauseNoTransfer
	for _, instruction := range t.Instructions {
		move, ok := t.transferOf(instruction)
		if !ok || move.to != target || move.lamports == 0 {
			continue
		}
		if move.from != wallet {
			if move.base == wallet {
				cause = CauseSeedTransfer
			}
			continue
		}
		if move.lamports > math.MaxInt64 {
			return 0, ErrUnavailable.Because(errMalformed)
		}
		var err error
		if sum, err = amount.Add(sum, amount.Amount(move.lamports)); err != nil {
			return 0, ErrUnavailable.Because(err)
		}
	}
	if sum == 0 {
		return 0, ErrTransferInvalid.Because(cause)
	}
	return sum, nil
}

func checkAge(paidAt instant.Instant, want Want) error {
	switch {
	case paidAt.IsZero():
		return ErrUnavailable.Because(errMalformed)
	case paidAt.Add(ClockSkew) < want.MemberSince:
		return ErrTransferInvalid.Because(CauseBeforeMember)
	case want.ClaimedAt.Sub(paidAt) > DepositAgeMax:
		return ErrTransferInvalid.Because(CauseTooOld)
	}
	return nil
}
