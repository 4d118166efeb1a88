package report_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/report"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

var (
	zone = time.FixedZone("CST", 8*3600)
	// thursday is half an hour before the project's midnight.
	thursday = instant.Of(time.Date(2025, 1, 16, 23, 30, 0, 0, zone))
)

// bench is a leaderboard on one SQL engine.
type bench struct {
	*testing.T
	store  *store.Store
	clock  *clock.Manual
	ledger *ledger.Ledger
	board  *report.Leaderboard
}

func engines(t *testing.T, test func(b *bench)) {
	t.Helper()
	clk := clock.NewManual(thursday)
	storetest.SQL(t, store.Options{Now: clk.Now}, func(t *testing.T, s *store.Store) {
		clk.Set(thursday)
		l := ledger.New(zone)
		test(&bench{t, s, clk, l, report.NewLeaderboard(s, l, clk.Now).WithTimer(cheap())})
	})
}

// who makes a member with this subject.
func (b *bench) who(s member.Subject) id.ID {
	b.Helper()
	m, err := store.Do(b.Context(), b.store, s.Bucket(), func(tx *store.Tx) (member.Member, error) {
		m, _, err := member.Ensure(tx, s)
		return m, err
	})
	if err != nil {
		b.Fatal(err)
	}
	return m.ID
}

// post moves points to a member, or from them where n is negative.
func (b *bench) post(to id.ID, n amount.Amount, kind ledger.Kind) {
	b.Helper()
	cmd := ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(to), Asset: ledger.Point, Amount: n, Kind: kind, Actor: actor.OfSystem}
	if n < 0 {
		cmd.Debit, cmd.Credit, cmd.Amount = ledger.Member(to), ledger.Revenue, -n
	}
	if err := b.store.Write(b.Context(), to.Bucket(), func(tx *store.Tx) error { _, err := b.ledger.Post(tx, cmd); return err }); err != nil {
		b.Fatal(err)
	}
	b.clock.Advance(time.Second)
}

// want checks an order's first lines, as "rank wallet total/day/week".
func (b *bench) want(o report.Order, limit int, lines ...string) {
	b.Helper()
	list, err := b.board.Top(b.Context(), o, limit)
	if err != nil {
		b.Fatal(err)
	}
	got := make([]string, len(list))
	for i, l := range list {
		got[i] = fmt.Sprintf("%d %s %d/%d/%d", l.Rank, l.Wallet, l.Total, l.Day, l.Week)
	}
	if fmt.Sprint(got) != fmt.Sprint(lines) {
		b.Errorf("%s: %q, want %q", o, got, lines)
	}
}

// contract: S0-07
func TestLeaderboard(t *testing.T) {
	engines(t, func(b *bench) {
		b.want(report.Total, 10)
		ann, bea, cat := b.who(member.Wallet("ann")), b.who(member.Wallet("bea")), b.who(member.Wallet("cat"))
		b.post(b.who(member.External("dan")), 9999, ledger.Earn) // no wallet
		b.post(ann, 100, ledger.Earn)
		b.post(bea, 100, ledger.Earn)
		b.post(cat, 30, ledger.Earn)
		b.want(report.Total, 10, "1 ann 100/100/100", "1 bea 100/100/100", "3 cat 30/30/30")

		b.post(bea, -40, ledger.Spend)
		b.post(cat, 500, ledger.Adjust) // is had, but not earned
		b.post(ann, 5, ledger.Refund)
		b.want(report.Total, 10, "1 cat 530/30/30", "2 ann 105/100/100", "3 bea 60/100/100")
		b.want(report.Daily, 10, "1 bea 60/100/100", "1 ann 105/100/100", "3 cat 530/30/30")
		b.want(report.Daily, 2, "1 bea 60/100/100", "1 ann 105/100/100")

		b.clock.Advance(time.Hour) // Friday
		b.post(cat, 1, ledger.Earn)
		b.want(report.Daily, 10, "1 cat 531/1/31", "2 bea 60/0/100", "2 ann 105/0/100")
		b.want(report.Weekly, 10, "1 bea 60/0/100", "1 ann 105/0/100", "3 cat 531/1/31")

		b.clock.Advance(72 * time.Hour) // Monday
		b.want(report.Weekly, 10, "1 bea 60/0/0", "1 ann 105/0/0", "1 cat 531/0/0")

		hold := ledger.ReserveCmd{On: ledger.Member(cat), Asset: ledger.Point, Amount: 500, Deadline: b.clock.Now().Add(time.Hour)}
		if err := b.store.Write(b.Context(), cat.Bucket(), func(tx *store.Tx) error { _, err := b.ledger.Reserve(tx, hold); return err }); err != nil {
			b.Fatal(err)
		}
		b.want(report.Total, 10, "1 ann 105/0/0", "2 bea 60/0/0", "3 cat 31/0/0") // what is held cannot be spent
	})
}

// Where the best accounts have no wallets, the board looks deeper.
func TestLeaderboardWithFewWallets(t *testing.T) {
	engines(t, func(b *bench) {
		err := b.store.Write(b.Context(), 0, func(tx *store.Tx) error {
			for i := range 400 {
				s, n := member.External(fmt.Sprint(i)), amount.Amount(10_000-i)
				if i%2 == 1 {
					s, n = member.Wallet(fmt.Sprint(i)), amount.Amount(1000-i)
				}
				m, _, err := member.Ensure(tx, s)
				if err != nil {
					return err
				}
				if _, err := b.ledger.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(m.ID), Asset: ledger.Point, Amount: n, Kind: ledger.Earn, Actor: actor.OfSystem}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		list, err := b.board.Top(b.Context(), report.Total, report.LeadersMax)
		if err != nil || len(list) != report.LeadersMax {
			b.Fatal(len(list), err)
		}
		for i, l := range list {
			if l.Wallet != fmt.Sprint(2*i+1) || l.Rank != int64(i+1) || l.Total != amount.Amount(999-2*i) {
				b.Fatalf("line %d is %+v", i, l)
			}
		}
	})
}

func TestParseOrder(t *testing.T) {
	for text, ok := range map[string]bool{"total": true, "daily": true, "weekly": true, "": false, "Total": false, "monthly": false} {
		if o, err := report.ParseOrder(text); (err == nil) != ok || ok && string(o) != text || !ok && !errors.Is(err, report.ErrOrder) {
			t.Errorf("%q: %q, %v", text, o, err)
		}
	}
}

// Who goes away does not wait, and does not spoil it for the others.
func TestLeaderboardForSomebodyWhoLeft(t *testing.T) {
	engines(t, func(b *bench) {
		gone, cancel := context.WithCancel(b.Context())
		cancel()
		if _, err := b.board.Top(gone, report.Total, 1); err != nil && !errors.Is(err, context.Canceled) {
			b.Error(err)
		}
		if err := b.board.Warm(b.Context()); err != nil {
			b.Error(err)
		}
	})
}

// cheap is a timer by which every board costs next to nothing, however busy
// the machine is, so that every answer is fresh.
func cheap() func() time.Time {
	var looks atomic.Int64
	return func() time.Time { return time.UnixMicro(looks.Add(1)) }
}
