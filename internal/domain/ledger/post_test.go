package ledger_test

import (
	"errors"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

var zone = time.FixedZone("CST", 8*3600)

const member id.ID = 100

func grant(t *testing.T, s *store.Store, l *ledger.Ledger, n int64) {
	t.Helper()
	if _, err := post(t, s, l, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(member), Asset: ledger.Point, Amount: amountOf(n), Kind: ledger.Earn}); err != nil {
		t.Fatal(err)
	}
}

func post(t *testing.T, s *store.Store, l *ledger.Ledger, cmd ledger.PostCmd) (ledger.Posting, error) {
	t.Helper()
	cmd.Actor = actor.OfSystem
	return store.Do(t.Context(), s, member.Bucket(), func(tx *store.Tx) (ledger.Posting, error) { return l.Post(tx, cmd) })
}

func TestSpendNeverGoesBelowZero(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		l := ledger.New(zone)
		grant(t, s, l, 100)
		spend := ledger.PostCmd{Debit: ledger.Member(member), Credit: ledger.Revenue, Asset: ledger.Point, Amount: 60, Kind: ledger.Spend}
		if p, err := post(t, s, l, spend); err != nil || p.Balance != 40 {
			t.Fatal(p, err)
		}
		if _, err := post(t, s, l, spend); !errors.Is(err, ledger.ErrInsufficient) {
			t.Fatal(err)
		}
	})
}

func TestNaturalKeyPostsOnce(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		l := ledger.New(zone)
		cmd := ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(member), Asset: ledger.Point, Amount: 7, Kind: ledger.Earn, Key: "order:1"}
		first, err := post(t, s, l, cmd)
		if err != nil {
			t.Fatal(err)
		}
		second, err := post(t, s, l, cmd)
		if err != nil || !second.Repeated || second.ID != first.ID || second.Balance != 7 {
			t.Fatal(first, second, err)
		}
	})
}

func amountOf(n int64) amount.Amount { return amount.Amount(n) }
