package redemption

import (
	"context"
	"errors"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// ErrProof is a transaction that does not pay what the item pays, to the wallet
// that asked for it.
var ErrProof = fault.New(fault.Refused, "redemption.proof_invalid", "The transaction does not prove the payout.")

// CheckProof holds a payout's transaction hash to the chain, before Complete
// is called with it. It looks where an item that pays SOL is open, a hash is
// given and a node is configured; else the operator's word counts, and
// Complete says what else is wrong.
// Faults: ErrProof, chain.ErrNotFinal, chain.ErrUnavailable,
// chain.ErrWrongNetwork.
// contract: S0-28
func CheckProof(ctx context.Context, q store.Querier, reader chain.Reader, item id.ID, hash string) error {
	if _, none := reader.(chain.Unconfigured); none || hash == "" {
		return nil
	}
	type due struct {
		Wallet      string          `db:"wallet"`
		Lamports    amount.Amount   `db:"payout_amount"`
		RequestedAt instant.Instant `db:"requested_at"`
	}
	d, found, err := store.SelectOne[due](ctx, q, `SELECT r.wallet, i.payout_amount, r.requested_at FROM item i
		JOIN redemption r ON r.bucket = i.bucket AND r.item = i.id AND r.state = ?
		WHERE i.bucket = ? AND i.id = ? AND i.payout_asset = ?`, Requested, item.Bucket(), item, ledger.SOL)
	if err != nil || !found {
		return err
	}
	signature, badHash := chain.ParseTransactionHash(hash)
	to, badWallet := chain.ParseAddress(d.Wallet)
	if err := errors.Join(badHash, badWallet); err != nil {
		return ErrProof.Because(err)
	}
	err = chain.FindPayout(ctx, reader, chain.Payout{Signature: signature, To: to, Lamports: d.Lamports, Since: d.RequestedAt})
	if errors.Is(err, chain.ErrTransferInvalid) {
		return ErrProof.Because(err)
	}
	return err
}
