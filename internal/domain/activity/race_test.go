package activity_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
)

const limit = 20

func (b *bench) members(n int) {
	b.t.Helper()
	for i := range n {
		b.member(id.ID(1000 + i))
	}
}

// Ten times the limit join at once: the limit take part.
// contract: S2-28
func TestRacingJoinsStayAtTheLimits(t *testing.T) {
	for name, limits := range map[string]activity.Limits{"participants": {MaxParticipants: limit}, "budget": {Budget: limit*100 + 99}} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) {
				a := b.create(func(c *activity.CreateCmd) { c.Limits = limits })
				b.members(10 * limit)
				won := race(t, 10*limit, func(i int) error { _, err := b.join(id.ID(1000+i), a.ID); return err },
					func(err error) bool { return errors.Is(err, activity.ErrFull) || errors.Is(err, activity.ErrBudget) })
				if got := b.load(a.ID); won != limit || got.Participants != limit || got.Spent != limit*100 {
					t.Errorf("%d won, %d participants, %d spent", won, got.Participants, got.Spent)
				}
			})
		})
	}
}

// One member joins from everywhere at once: once.
func TestRacingJoinsOfOneMember(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := b.create(nil)
		b.member(100)
		won := race(t, 50, func(int) error { _, err := b.join(100, a.ID); return err }, func(err error) bool { return errors.Is(err, activity.ErrJoined) })
		if won != 1 || b.credits(100) != 100 {
			t.Errorf("%d won, %d credits", won, b.credits(100))
		}
	})
}

// Ten times the budget order at once, and a third of those who get the
// discount give up: it never holds for more than the budget.
func TestRacingDiscountsStayWithinTheBudget(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := b.campaign(activity.MembershipDiscount, activity.Config{AmountOff: 3_00}, activity.Limits{Budget: limit * 3_00})
		var holding atomic.Int64
		race(t, 10*limit, func(i int) error {
			who, order := id.ID(1000+i), fmt.Sprint("M", i)
			got, err := b.discount(who, "membership", order, false, 9_90)
			if err != nil || got.activity == 0 {
				return err
			}
			if holding.Add(1); i%3 > 0 {
				return nil
			}
			holding.Add(-1)
			return b.release(who, a.ID, order)
		}, func(error) bool { return false })
		got := b.load(a.ID)
		if n := holding.Load(); n < 1 || n > limit || got.Participants != n || int64(got.Spent) != n*3_00 {
			t.Errorf("%d have it, %+v", n, got)
		}
	})
}

// The orders of one member race: one has the discount.
func TestRacingOrdersOfOneMember(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.campaign(activity.FirstPurchase, activity.Config{BonusCredits: 20}, activity.Limits{})
		var had atomic.Int64
		race(t, 30, func(i int) error {
			got, err := b.discount(100, "recharge", fmt.Sprint("R", i), true, 10_00)
			if got.activity != 0 {
				had.Add(1)
			}
			return err
		}, func(error) bool { return false })
		if had.Load() != 1 {
			t.Errorf("%d had it", had.Load())
		}
	})
}

// The check sees every figure that somebody altered.
func TestCheckSeesWhatWasAltered(t *testing.T) {
	for name, change := range map[string]string{
		"participants": "UPDATE activity SET participants = participants + 1",
		"spent":        "UPDATE activity SET spent = spent - 1",
		"the limit":    "UPDATE activity SET max_participants = 1",
		"the budget":   "UPDATE activity SET budget = 1",
		"a stage":      "UPDATE activity_participation SET state = 'applied' WHERE state = 'enrolled'",
		"a gift":       "UPDATE activity_participation SET transfer = 5 WHERE state = 'given'",
		"an activity":  "UPDATE activity_participation SET activity = activity + 1024 WHERE state = 'enrolled'",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "guerdon.db")
			b := &bench{t: t, clock: clock.NewManual(begin), activities: activity.New(ledger.New(time.UTC))}
			b.must(migration.SQLite(t.Context(), path))
			s, err := store.OpenSQLite(t.Context(), path, store.Options{Now: b.clock.Now})
			b.must(err)
			b.store = s
			gift, plain := b.create(nil), b.campaign(activity.FirstPurchase, activity.Config{AmountOff: 1}, activity.Limits{})
			for who := range id.ID(2) {
				for _, i := range []id.ID{gift.ID, plain.ID} {
					_, err := b.join(b.member(100+who), i)
					b.must(err)
				}
			}
			if got := b.differences(); len(got) != 0 {
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
