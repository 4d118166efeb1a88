package ledger

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// ErrLotSpent is a return of what was bought and is, in part, spent already.
// Params bought, needed (smallest units).
var ErrLotSpent = fault.New(fault.Refused, "ledger.lot_spent", "What was bought has been spent in part.")

// HasLots reports whether accounts of the asset tell what was bought from
// what was given: only what was bought, and not spent, goes back for money.
func (a Asset) HasLots() bool { return a == Credit }

// Lot is how much of an account's posted balance was bought. The rest was
// given, and is spent first.
type Lot struct {
	accountKey
	Bought amount.Amount `db:"bought"`
}

var lots = store.Define[accountKey, Lot]("lot")

// Bought is how much of an account was bought, inside a write.
func (l *Ledger) Bought(tx *store.Tx, r Ref, a Asset) (amount.Amount, error) {
	lot, _, err := lots.Get(tx, keyOf(r, a))
	return lot.Bought, err
}

// LoadBought is how much of a member's ordinary account was bought.
func LoadBought(ctx context.Context, q store.Querier, owner id.ID, a Asset) (amount.Amount, error) {
	n, _, err := store.SelectOne[amount.Amount](ctx, q,
		"SELECT bought FROM lot WHERE bucket = ? AND owner = ? AND asset = ? AND purpose = ?", owner.Bucket(), owner, a, Main)
	return n, err
}

// carve keeps the lot of an account after a line that left it at balance.
func (l *Ledger) carve(tx *store.Tx, key accountKey, kind Kind, by, balance amount.Amount) error {
	if !key.Asset.HasLots() {
		return nil
	}
	lot, found, err := lots.Get(tx, key)
	if err != nil {
		return err
	}
	before := lot
	lot.accountKey = key
	if kind == Return && by < 0 && lot.Bought < -by {
		return ErrLotSpent.With("bought", int64(lot.Bought)).With("needed", int64(-by))
	}
	lot.Bought = boughtAfter(lot.Bought, kind, by, balance)
	if !found || lot != before {
		lots.Put(tx, lot)
	}
	return nil
}

// boughtAfter is the rule: a Buy adds, a Return takes from what was bought,
// and everything else takes what was given first.
func boughtAfter(bought amount.Amount, kind Kind, by, balance amount.Amount) amount.Amount {
	if kind == Buy || kind == Return {
		bought += by
	}
	return max(0, min(bought, balance))
}

func wantLot(tx *store.Tx, r Ref, a Asset) {
	if a.HasLots() {
		lots.Want(tx, keyOf(r, a))
	}
}
