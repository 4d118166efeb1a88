package ledger_test

import (
	"errors"
	"slices"
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

// What is taken back counts no more for the day, week and month in which it
// was earned, and does not count against later ones.
func TestReversalsLowerTheirPeriods(t *testing.T) {
	onSQL(t, func(b *book) {
		earn := func(n amount.Amount) id.ID {
			return b.mustPost(ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(member), Asset: ledger.Study, Amount: n, Kind: ledger.Earn}).ID
		}
		reverse := func(tid id.ID) {
			if _, err := do(b, func(tx *store.Tx) (ledger.Posting, error) { return b.Reverse(tx, ledger.ReverseCmd{Transfer: tid}) }); err != nil {
				t.Fatal(err)
			}
		}
		figures := func(want ...amount.Amount) {
			t.Helper()
			acc, err := do(b, func(tx *store.Tx) (ledger.Account, error) { return b.Balance(tx, ledger.Member(member), ledger.Study) })
			day, week, month := acc.EarnedIn(ledger.PeriodOf(b.clock.Now(), zone))
			if got := []amount.Amount{day, week, month, acc.Earned}; err != nil || !slices.Equal(got, want) {
				t.Errorf("%v, want %v (%v)", got, want, err)
			}
		}
		first := earn(10)
		earn(3)
		b.clock.Advance(24 * time.Hour) // Saturday
		second := earn(5)
		figures(5, 18, 18, 18)
		reverse(first)
		figures(5, 8, 8, 8)
		reverse(second)
		figures(0, 3, 3, 3)
		third := earn(7)
		b.clock.Advance(30 * 24 * time.Hour) // the next month
		earn(1)
		reverse(third)
		figures(1, 1, 1, 4)
		b.verify()
	})
}
