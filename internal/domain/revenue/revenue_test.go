package revenue_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/revenue"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// begin is noon of 1 January 2026 in UTC+8.
var begin = instant.Of(time.Date(2026, 1, 1, 4, 0, 0, 0, time.UTC))

// entry is what Note is told.
type entry struct {
	order   string
	member  id.ID
	kind    string
	amount  amount.Amount
	credits amount.Amount
	sandbox bool
}

type bench struct {
	testing.TB
	store *store.Store
	clock *clock.Manual
	book  *revenue.Service
}

func engines(t *testing.T, test func(b *bench)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, store.Options) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			b := &bench{TB: t, clock: clock.NewManual(begin), book: revenue.New()}
			b.store = open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
			test(b)
			for _, d := range b.differences() {
				t.Error(d)
			}
		})
	}
}

func (b *bench) differences() []verify.Difference {
	b.Helper()
	found, err := verify.All(context.Background(), b.store, nil, revenue.Check())
	if err != nil {
		b.Fatal(err)
	}
	return found.First
}

func (b *bench) note(e entry) error { return b.noteIn(b.store, e) }

func (b *bench) noteIn(s *store.Store, e entry) error {
	return s.Write(context.Background(), e.member.Bucket(), func(tx *store.Tx) error {
		return b.book.Note(tx, e.order, e.member, e.kind, e.amount, e.credits, e.sandbox)
	})
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// sums are the figures and the payers of a period.
func (b *bench) sums(from, to instant.Day) (revenue.Figures, int64) {
	b.Helper()
	f, err := revenue.Sum(context.Background(), b.store, from, to)
	b.must(err)
	n, err := revenue.Payers(context.Background(), b.store, from, to)
	b.must(err)
	return f, n
}

// contract: S2-35
func TestNote(t *testing.T) {
	engines(t, func(b *bench) {
		for range 2 { // the second time changes nothing
			b.must(b.note(entry{"R1", 100, revenue.Recharge, 10_00, 100, false}))
			b.must(b.note(entry{"M1", 100, revenue.Membership, 9_90, 0, false}))
			b.must(b.note(entry{"R2", 101, revenue.Recharge, 99_00, 990, true}))
			b.must(b.note(entry{"R2", 101, revenue.Recharge, -99_00, -990, true}))
			b.must(b.note(entry{"R3", 102, revenue.Recharge, 5_00, 50, false}))
			b.clock.Advance(24 * time.Hour)
			b.must(b.note(entry{"R3", 102, revenue.Recharge, -5_00, -50, false}))
		}
		f, payers := b.sums("2026-01-01", "2026-01-01")
		if f != (revenue.Figures{Captured: 24_90, CreditsSold: 150, Payments: 3}) || payers != 2 {
			b.Errorf("the first day: %+v, %d", f, payers)
		}
		f, payers = b.sums("2026-01-01", "2026-01-31")
		if f.Revenue() != 19_90 || f.Credits() != 100 || f.Refunds != 1 || payers != 2 {
			b.Errorf("the month: %+v, %d", f, payers)
		}
		f, payers = b.sums("2026-01-02", "2026-01-02")
		if f.Revenue() != -5_00 || payers != 0 {
			b.Errorf("the second day: %+v, %d", f, payers)
		}
		list, err := revenue.Days(b.Context(), b.store, "2026-01-01", "2026-12-31")
		if err != nil || len(list) != 3 || list[0].Date() != "2026-01-02" || list[1].Kind != revenue.Membership || list[1].Captured != 9_90 || list[2].Captured != 15_00 {
			b.Errorf("%+v %v", list, err)
		}
		b.must(b.store.Write(b.Context(), 0, func(tx *store.Tx) error {
			for member, want := range map[id.ID]instant.Instant{100: begin, 101: 0} {
				at, paid, err := revenue.PayerSince(tx, member)
				if err != nil {
					return err
				}
				if at != want || paid != (want != 0) {
					b.Errorf("member %d paid first at %d", member, at)
				}
			}
			return nil
		}))
	})
}

func TestWhatIsNoEntry(t *testing.T) {
	engines(t, func(b *bench) {
		b.must(b.note(entry{"R1", 100, revenue.Recharge, 10_00, 100, false}))
		for what, e := range map[string]entry{
			"nothing":         {"R2", 100, revenue.Recharge, 0, 0, false},
			"no order":        {"", 100, revenue.Recharge, 1, 1, false},
			"no member":       {"R2", 0, revenue.Recharge, 1, 1, false},
			"another kind":    {"R2", 100, "gift", 1, 1, false},
			"two directions":  {"R2", 100, revenue.Recharge, 1, -1, false},
			"never paid":      {"R2", 100, revenue.Recharge, -1, -1, false},
			"too much":        {"R1", 100, revenue.Recharge, -10_01, -100, false},
			"too many":        {"R1", 100, revenue.Recharge, -10_00, -101, false},
			"the sandbox":     {"R1", 100, revenue.Recharge, -10_00, -100, true},
			"of another kind": {"R1", 100, revenue.Membership, -10_00, -100, false},
		} {
			if err := b.note(e); !errors.Is(err, revenue.ErrEntry) {
				b.Errorf("%s: %v", what, err)
			}
		}
	})
}

// Whatever is paid and given back over the weeks, the sums of any period are
// those of its entries.
func TestSumsAreExact(t *testing.T) {
	engines(t, func(b *bench) {
		dice := rand.New(rand.NewPCG(3, 5))
		type line struct {
			entry
			day instant.Day
		}
		var book []line
		for i := range 400 {
			b.clock.Advance(time.Duration(dice.Int64N(int64(4 * time.Hour))))
			day := b.clock.Now().DayIn(revenue.Zone)
			if old := dice.IntN(len(book) + 1); old < len(book) && dice.IntN(4) == 0 {
				back := book[old].entry
				if back.amount > 0 {
					back.amount, back.credits = -back.amount, -back.credits
					refundedBefore := false
					for _, l := range book {
						refundedBefore = refundedBefore || (l.order == back.order && l.amount < 0)
					}
					b.must(b.note(back))
					if !refundedBefore {
						book = append(book, line{back, day})
					}
					continue
				}
			}
			e := entry{fmt.Sprint("R", i), id.ID(100 + dice.IntN(30)), revenue.Recharge, amount.Amount(1 + dice.Int64N(5000)), 0, dice.IntN(10) == 0}
			e.credits = e.amount / 10
			b.must(b.note(e))
			book = append(book, line{e, day})
		}
		for range 40 {
			from := instant.Day("2026-01-01").AddDays(dice.IntN(40))
			to := from.AddDays(dice.IntN(15))
			var want revenue.Figures
			payers := map[id.ID]bool{}
			for _, l := range book {
				if l.sandbox || l.day < from || l.day > to {
					continue
				}
				if l.amount < 0 {
					want.Refunded, want.CreditsReturned, want.Refunds = want.Refunded-l.amount, want.CreditsReturned-l.credits, want.Refunds+1
					continue
				}
				want.Captured, want.CreditsSold, want.Payments = want.Captured+l.amount, want.CreditsSold+l.credits, want.Payments+1
				payers[l.member] = true
			}
			got, n := b.sums(from, to)
			if got != want || n != int64(len(payers)) {
				b.Errorf("%s to %s: %+v and %d, want %+v and %d", from, to, got, n, want, len(payers))
			}
		}
	})
}

// Many tell the same at once: it counts once. Many members pay at once: all
// count.
func TestRacingNotes(t *testing.T) {
	engines(t, func(b *bench) {
		var all sync.WaitGroup
		errs := make([]error, 200)
		for i := range errs {
			all.Go(func() {
				member := id.ID(100 + i%50)
				errs[i] = b.note(entry{fmt.Sprint("R", i%50), member, revenue.Recharge, 10_00, 100, false})
			})
		}
		all.Wait()
		b.must(errors.Join(errs...))
		if f, payers := b.sums("2026-01-01", "2026-01-01"); f.Captured != 500_00 || f.Payments != 50 || payers != 50 {
			b.Errorf("%+v, %d", f, payers)
		}
	})
}

// A process whose clock is behind does not put a member's payment before one
// that was entered.
func TestASlowClock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guerdon.db")
	b := &bench{TB: t, clock: clock.NewManual(begin), book: revenue.New()}
	b.must(migration.SQLite(t.Context(), path))
	for _, behind := range []time.Duration{0, 48 * time.Hour} {
		s, err := store.OpenSQLite(t.Context(), path, store.Options{Now: func() instant.Instant { return begin.Add(-behind) }})
		b.must(err)
		b.must(b.noteIn(s, entry{fmt.Sprint("R", behind), 100, revenue.Recharge, 1, 0, false}))
		s.Close()
	}
	s, err := store.OpenSQLite(t.Context(), path, store.Options{})
	b.must(err)
	b.store = s
	defer s.Close()
	if f, payers := b.sums("2026-01-01", "2026-01-01"); f.Payments != 2 || payers != 1 {
		t.Errorf("%+v, %d", f, payers)
	}
	if got := b.differences(); len(got) > 0 {
		t.Error(got)
	}
}

// The check sees every figure that somebody altered.
func TestCheckSeesWhatWasAltered(t *testing.T) {
	for name, change := range map[string]string{
		"an amount":     "UPDATE revenue_entry SET amount = amount + 1 WHERE side = 'paid'",
		"a payment":     "DELETE FROM revenue_entry WHERE side = 'paid' AND order_id = 'R1'",
		"an ordinal":    "UPDATE revenue_entry SET ordinal = 5 WHERE side = 'paid'",
		"a sandbox":     "UPDATE revenue_entry SET sandbox = true WHERE side = 'refunded'",
		"a day":         "UPDATE revenue_day SET refunded = 0",
		"days":          "DELETE FROM revenue_day",
		"a payer":       "UPDATE revenue_payer SET payments = 7",
		"payers":        "DELETE FROM revenue_payer",
		"payers by day": "DELETE FROM revenue_payer_day",
		"a payers' day": "UPDATE revenue_payer_day SET members = 9",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "guerdon.db")
			b := &bench{TB: t, clock: clock.NewManual(begin), book: revenue.New()}
			b.must(migration.SQLite(t.Context(), path))
			s, err := store.OpenSQLite(t.Context(), path, store.Options{Now: b.clock.Now})
			b.must(err)
			b.store = s
			b.must(b.note(entry{"R1", 100, revenue.Recharge, 10_00, 100, false}))
			b.must(b.note(entry{"R1", 100, revenue.Recharge, -10_00, -100, false}))
			if got := b.differences(); len(got) > 0 {
				t.Fatal(got)
			}
			s.Close()
			db, err := sql.Open("sqlite", store.SQLiteDSN(path))
			b.must(err)
			_, err = db.ExecContext(t.Context(), change)
			b.must(errors.Join(err, db.Close()))
			b.store, err = store.OpenSQLite(t.Context(), path, store.Options{})
			b.must(err)
			defer b.store.Close()
			if len(b.differences()) == 0 {
				t.Error("nothing was seen")
			}
		})
	}
}
