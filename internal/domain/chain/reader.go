package chain

import (
	"context"
	"errors"
)

// Reader asks a node of the network. Every method gives up within a time of
// its own, and gives ErrUnavailable where the node has no answer that can be
// relied on, ErrWrongNetwork where the node belongs to another network, and
// ErrNotConfigured where there is none.
type Reader interface {
	// GenesisHash names the network.
	GenesisHash(ctx context.Context) (Hash, error)
	// LatestBlockhash is what a new transaction needs; at most 10 s old.
	LatestBlockhash(ctx context.Context) (Blockhash, error)
	// Transaction gives a final transaction, or ErrNotFinal where the node
	// knows none of this hash (yet).
	Transaction(ctx context.Context, hash Signature) (Transaction, error)
	// SignatureStatus tells how far a transaction has come.
	SignatureStatus(ctx context.Context, hash Signature) (Status, error)
}

// Blockhash is a recent block's hash. A transaction that names it lapses when
// the network is past LastValidBlockHeight.
type Blockhash struct {
	Hash                 Hash
	LastValidBlockHeight int64
}

// Stage is how far a transaction has come.
type Stage uint8

// The stages of a transaction.
const (
	Unknown Stage = iota // the node has not seen it: on its way, dropped, or never sent
	Seen                 // in a block that may still be dropped
	Final                // in a block that stays
)

// Status is a transaction's stage. Failed and Slot mean nothing while Unknown,
// and may still change while Seen.
type Status struct {
	Stage  Stage
	Failed bool
	Slot   int64
}

// FindDeposit looks the claimed transaction up and verifies it.
// Faults: those of VerifyDeposit and Reader. ErrNotFinal carries "seen", true
// or false, where the node told.
func FindDeposit(ctx context.Context, reader Reader, want Want) (Deposit, error) {
	transaction, err := reader.Transaction(ctx, want.Signature)
	if errors.Is(err, ErrNotFinal) {
		return Deposit{}, notFinal(ctx, reader, want.Signature)
	}
	if err != nil {
		return Deposit{}, err
	}
	return VerifyDeposit(transaction, want)
}

// notFinal adds whether the network has seen the transaction. That is only for
// the member's information, so a node that does not tell changes nothing.
func notFinal(ctx context.Context, reader Reader, hash Signature) error {
	status, err := reader.SignatureStatus(ctx, hash)
	if err != nil {
		return ErrNotFinal.Because(err)
	}
	return ErrNotFinal.With("seen", status.Stage != Unknown)
}

// Unconfigured is the Reader of a program without a node: every answer is
// ErrNotConfigured.
type Unconfigured struct{}

// GenesisHash gives ErrNotConfigured.
func (Unconfigured) GenesisHash(context.Context) (Hash, error) { return Hash{}, ErrNotConfigured }

// LatestBlockhash gives ErrNotConfigured.
func (Unconfigured) LatestBlockhash(context.Context) (Blockhash, error) {
	return Blockhash{}, ErrNotConfigured
}

// Transaction gives ErrNotConfigured.
func (Unconfigured) Transaction(context.Context, Signature) (Transaction, error) {
	return Transaction{}, ErrNotConfigured
}

// SignatureStatus gives ErrNotConfigured.
func (Unconfigured) SignatureStatus(context.Context, Signature) (Status, error) {
	return Status{}, ErrNotConfigured
}
