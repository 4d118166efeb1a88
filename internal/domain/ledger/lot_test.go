package ledger_test

import (
	"errors"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// What was given is spent before what was bought, and only what was bought
// and not spent goes back for money.
func TestLots(t *testing.T) {
	onSQL(t, func(b *book) {
		us := ledger.Member(member)
		credit := func(kind ledger.Kind, n amount.Amount) ledger.PostCmd {
			cmd := ledger.PostCmd{Debit: ledger.Issuance, Credit: us, Asset: ledger.Credit, Amount: n, Kind: kind}
			if kind == ledger.Spend || kind == ledger.Return || kind == ledger.Expire {
				cmd.Debit, cmd.Credit = us, ledger.Revenue
			}
			return cmd
		}
		steps := []struct {
			kind   ledger.Kind
			amount amount.Amount
			bought amount.Amount
			err    error
		}{
			{ledger.Buy, 100, 100, nil},
			{ledger.Earn, 50, 100, nil},
			{ledger.Spend, 30, 100, nil},
			{ledger.Return, 101, 100, ledger.ErrLotSpent},
			{ledger.Spend, 40, 80, nil},
			{ledger.Earn, 30, 80, nil},
			{ledger.Return, 81, 80, ledger.ErrLotSpent},
			{ledger.Return, 80, 0, nil},
			{ledger.Spend, 30, 0, nil},
			{ledger.Earn, 5, 0, nil},
			{ledger.Buy, 7, 7, nil},
			{ledger.Expire, 5, 7, nil},
		}
		for i, s := range steps {
			if _, err := b.post(credit(s.kind, s.amount)); !errors.Is(err, s.err) {
				t.Fatalf("step %d: %v", i, err)
			}
			got, err := do(b, func(tx *store.Tx) (amount.Amount, error) { return b.Bought(tx, us, ledger.Credit) })
			loaded, err2 := ledger.LoadBought(b.Context(), b.store, member, ledger.Credit)
			if err != nil || err2 != nil || got != s.bought || loaded != s.bought {
				t.Fatalf("step %d: bought %d and %d, want %d (%v, %v)", i, got, loaded, s.bought, err, err2)
			}
		}
		b.verify()
		b.exec("UPDATE lot SET bought = bought + 1")
		if len(b.differences()) == 0 {
			t.Error("a changed lot went unseen")
		}
		b.exec("DELETE FROM lot")
		if len(b.differences()) == 0 {
			t.Error("a missing lot went unseen")
		}
	})
}
