package report_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/revenue"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// The users of any period are those that came in it, rolled up or not.
// contract: S2-35
func TestPlatformUsers(t *testing.T) {
	c := clock.NewManual(instant.Of(time.Date(2026, 1, 1, 4, 0, 0, 0, time.UTC)))
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		c.Set(instant.Of(time.Date(2026, 1, 1, 4, 0, 0, 0, time.UTC)))
		dice := rand.New(rand.NewPCG(9, 9))
		came := map[instant.Day]int64{}
		for i := range 150 {
			if err := s.Write(t.Context(), 0, func(tx *store.Tx) error {
				_, err := member.CreateWithID(tx, id.ID(100+i), member.External(fmt.Sprint(i)))
				return err
			}); err != nil {
				t.Fatal(err)
			}
			came[c.Now().DayIn(revenue.Zone)]++
			c.Advance(time.Duration(dice.Int64N(int64(12 * time.Hour))))
			if i%10 == 0 {
				if err := report.RollMembers(t.Context(), s, c.Now()); err != nil {
					t.Fatal(err)
				}
			}
			if i%5 == 0 {
				checkUsers(t, s, c.Now(), came, dice)
			}
		}
		found, err := verify.All(t.Context(), s, nil, report.CheckMembers())
		if err != nil || found.Count > 0 {
			t.Error(found, err)
		}
	})
}

func checkUsers(t *testing.T, s *store.Store, now instant.Instant, came map[instant.Day]int64, dice *rand.Rand) {
	t.Helper()
	from := instant.Day("2025-12-30").AddDays(dice.IntN(40))
	to := from.AddDays(dice.IntN(20))
	var want report.Platform
	for day, n := range came {
		want.TotalUsers += n
		if day <= to {
			want.UsersAtEnd += n
		}
		if day >= from && day <= to {
			want.NewUsers += n
		}
	}
	got, err := report.LoadPlatform(t.Context(), s, report.PlatformCmd{From: from, To: to, Now: now})
	if err != nil || got != want {
		t.Errorf("%s to %s: %+v, want %+v (%v)", from, to, got, want, err)
	}
}

// contract: S2-35
func TestPlatformRevenue(t *testing.T) {
	c := clock.NewManual(0)
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		book := revenue.New()
		note := func(at time.Time, order string, who id.ID, kind string, fen, credits int64, sandbox bool) {
			t.Helper()
			c.Set(instant.Of(at))
			err := s.Write(t.Context(), 0, func(tx *store.Tx) error {
				if _, err := member.CreateWithID(tx, who, member.External(fmt.Sprint(who))); err != nil {
					return err
				}
				return book.Note(tx, order, who, kind, amountOf(fen), amountOf(credits), sandbox)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		// The last second of 31 December and the first of February are outside.
		note(time.Date(2025, 12, 31, 15, 59, 59, 0, time.UTC), "R0", 99, revenue.Recharge, 7_00, 70, false)
		note(time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC), "R1", 100, revenue.Recharge, 10_00, 100, false)
		note(time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC), "M1", 101, revenue.Membership, 9_90, 0, false)
		note(time.Date(2026, 1, 21, 0, 0, 0, 0, time.UTC), "R2", 102, revenue.Recharge, 500_00, 5000, true)
		note(time.Date(2026, 1, 31, 15, 59, 59, 0, time.UTC), "R1", 100, revenue.Recharge, -10_00, -100, false)
		note(time.Date(2026, 1, 31, 16, 0, 0, 0, time.UTC), "R3", 103, revenue.Recharge, 3_00, 30, false)
		got, err := report.LoadPlatform(t.Context(), s, report.PlatformCmd{From: "2026-01-01", To: "2026-01-31", Now: c.Now()})
		want := report.Platform{TotalUsers: 5, NewUsers: 3, UsersAtEnd: 4, Revenue: 9_90, CreditsSold: 0, Payers: 2}
		if err != nil || got != want {
			t.Errorf("%+v, want %+v (%v)", got, want, err)
		}
	})
}
