package ledger

import (
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// ReserveCmd asks for a hold on a member's account until Deadline.
type ReserveCmd struct {
	On       Ref
	Asset    Asset
	Amount   amount.Amount
	Reason   string
	Source   string
	Deadline instant.Instant
}

// deadlineMax is the longest that anything may be held.
const deadlineMax = 366 * 24 * time.Hour

// Reserve holds an amount: it stays posted but is not available any more.
// Faults: ErrAmount, ErrText, ErrDeadline, ErrInsufficient.
// contract: N-07
func (l *Ledger) Reserve(tx *store.Tx, cmd ReserveCmd) (Hold, error) {
	if cmd.Amount <= 0 || cmd.Amount > amount.Max || cmd.On.IsSystem() {
		return Hold{}, ErrAmount
	}
	if len(cmd.Reason) > TextMax || len(cmd.Source) > TextMax {
		return Hold{}, ErrText
	}
	if cmd.Deadline <= tx.Now() || cmd.Deadline.Sub(tx.Now()) > deadlineMax {
		return Hold{}, ErrDeadline
	}
	acc, err := l.open(tx, cmd.On, cmd.Asset)
	if err != nil {
		return Hold{}, err
	}
	if acc.Available() < cmd.Amount {
		return Hold{}, ErrInsufficient.With("asset", string(cmd.Asset)).With("available", int64(acc.Available())).With("needed", int64(cmd.Amount))
	}
	hid, err := tx.NewID(cmd.On.Owner.Bucket())
	if err != nil {
		return Hold{}, err
	}
	h := Hold{
		holdKey: holdKey{hid.Bucket(), hid}, Owner: cmd.On.Owner, Asset: cmd.Asset, Purpose: cmd.On.Purpose, Amount: cmd.Amount,
		State: HoldPending, Reason: cmd.Reason, Source: cmd.Source, Deadline: cmd.Deadline, CreatedAt: tx.Now(),
	}
	acc.Held += cmd.Amount
	acc.ChangedAt = tx.Now()
	accounts.Put(tx, acc)
	holds.Add(tx, h)
	return h, nil
}
