package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

func (b *book) system() string {
	b.Helper()
	rows, err := ledger.SystemBalances(b.Context(), b.store)
	if err != nil {
		b.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		if !r.Balance.IsZero() {
			out = append(out, fmt.Sprintf("%s %s %s", r.Account, r.Asset, r.Balance.Format(r.Asset.Scale())))
		}
	}
	return strings.Join(out, "; ")
}

// Balances of the system accounts are the sums of everything at any time,
// rolled up or not, and the rollup verifies.
// contract: N-04
func TestSystemBalances(t *testing.T) {
	onSQL(t, func(b *book) {
		dice := rand.New(rand.NewPCG(7, 7))
		want := map[string]int64{}
		accounts := []ledger.Ref{ledger.Issuance, ledger.Revenue, ledger.Breakage, ledger.Region("44"), ledger.Member(100), ledger.Member(101)}
		for step := range 120 {
			debit, credit := accounts[dice.IntN(len(accounts))], accounts[dice.IntN(len(accounts))]
			by := amount.Amount(1 + dice.Int64N(3_000_000_000))
			if _, err := b.post(ledger.PostCmd{Debit: debit, Credit: credit, Asset: ledger.USDT, Amount: by, Kind: ledger.Earn, Source: fmt.Sprint(step)}); err == nil {
				want[debit.String()] -= int64(by)
				want[credit.String()] += int64(by)
			}
			b.clock.Advance(time.Duration(dice.Int64N(int64(20 * time.Minute))))
			if step%7 == 0 {
				if err := ledger.Roll(b.Context(), b.store, b.clock.Now()); err != nil {
					b.Fatal(err)
				}
			}
			if step%11 == 0 {
				if got := b.system(); got != summed(want) {
					b.Fatalf("after %d steps: %s, want %s", step, got, summed(want))
				}
			}
		}
		b.verify()
	})
}

func summed(sums map[string]int64) string {
	var out []string
	for account, n := range sums {
		if n != 0 && ledger.ParseRef(account).IsSystem() {
			out = append(out, fmt.Sprintf("%s USDT %s", account, amount.Amount(n).Format(6)))
		}
	}
	sort.Strings(out)
	return strings.Join(out, "; ")
}

// A line of a process whose clock is behind is counted, though the rollup had
// passed its instant.
func TestALateLineIsRolledUp(t *testing.T) {
	onSQL(t, func(b *book) {
		cmd := ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(member), Asset: ledger.Point, Amount: 1, Kind: ledger.Earn}
		b.mustPost(cmd)
		roll := func(later time.Duration) {
			b.Helper()
			if err := ledger.Roll(b.Context(), b.store, b.clock.Advance(later)); err != nil {
				b.Fatal(err)
			}
		}
		roll(12 * time.Minute)
		slow := b.open(func() instant.Instant { return b.clock.Now().Add(-8 * time.Minute) })
		if _, err := store.Do(b.Context(), slow, member.Bucket(), func(tx *store.Tx) (ledger.Posting, error) { return b.Post(tx, cmd) }); err != nil {
			b.Fatal(err)
		}
		if got := b.differences(); len(got) == 0 {
			b.Error("the check does not see a line behind the rollup's end")
		}
		roll(15 * time.Minute)
		if got := b.system(); got != "issuance POINT -2" {
			b.Error(got)
		}
		b.verify()
	})
}

// A first run over a long past works slot by slot, and over empty years at
// once.
func TestRollingUpALongPast(t *testing.T) {
	onSQL(t, func(b *book) {
		b.clock.Set(0)
		b.clock.Advance(time.Hour)
		for range 3 {
			b.mustPost(ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(member), Asset: ledger.Point, Amount: 1, Kind: ledger.Earn})
			b.clock.Advance(40 * time.Hour)
		}
		b.clock.Set(began)
		b.mustPost(ledger.PostCmd{Debit: ledger.Member(member), Credit: ledger.Revenue, Asset: ledger.Point, Amount: 1, Kind: ledger.Spend})
		if err := ledger.Roll(b.Context(), b.store, b.clock.Advance(6*time.Minute)); err != nil {
			b.Fatal(err)
		}
		rows, err := store.Select[int64](b.Context(), b.store, "SELECT count(*) FROM ledger_rollup")
		if err != nil || rows[0] != 4 {
			b.Errorf("%v rows, %v", rows, err)
		}
		if got := b.system(); got != "issuance POINT -3; revenue POINT 1" {
			b.Error(got)
		}
		b.verify()
	})
}

// No sum overflows: each member may have the largest balance there is.
func TestSumsBeyondInt64(t *testing.T) {
	onSQL(t, func(b *book) {
		for i := range 20 {
			b.mustPost(ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(id.ID(100 + i)), Asset: ledger.SOL, Amount: amount.Max - 1, Kind: ledger.Earn})
		}
		const want = "issuance SOL -23058430092.1369395"
		for _, when := range []string{"live", "rolled up"} {
			if got := b.system(); got != want {
				b.Errorf("%s: %s, want %s", when, got, want)
			}
			if err := ledger.Roll(b.Context(), b.store, b.clock.Advance(time.Hour)); err != nil {
				b.Fatal(err)
			}
		}
		b.verify()
	})
}

func TestTotalFormat(t *testing.T) {
	for _, c := range []struct {
		t     ledger.Total
		scale int
		want  string
	}{
		{ledger.Total{}, 6, "0"}, {ledger.Total{Billions: 1, Rest: -1}, 0, "999999999"}, {ledger.Total{Billions: -1, Rest: 500_000_000}, 9, "-0.5"},
		{ledger.Total{Billions: 1 << 40, Rest: 120}, 2, "10995116277760000001.2"}, {ledger.Total{Billions: -(1 << 40)}, 9, "-1099511627776"},
		{ledger.Total{Billions: 1 << 40, Rest: 7}, 0, "1099511627776000000007"},
	} {
		if got := c.t.Format(c.scale); got != c.want {
			t.Errorf("%v at %d: %s, want %s", c.t, c.scale, got, c.want)
		}
	}
}
