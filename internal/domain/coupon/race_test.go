package coupon_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

func createAgain(b *bench) func(tx *store.Tx) error {
	return func(tx *store.Tx) error { _, err := b.coupons.Create(tx, sample()); return err }
}

const limit = 20

// Ten times the limit claim at once: the limit get one.
// contract: S2-31
func TestRacingClaimsStayAtTheLimit(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(func(c *coupon.CreateCmd) { c.MaxUsage = limit })
		won := race(t, 10*limit, func(i int) error { return b.claim(id.ID(1000+i), c.ID) }, func(err error) bool { return errors.Is(err, coupon.ErrExhausted) })
		if got := b.counters(c.ID); won != limit || got != [3]int64{limit, 0, 0} {
			t.Errorf("%d won, %v", won, got)
		}
	})
}

// One member claims from everywhere at once: once.
func TestRacingClaimsOfOneMember(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(nil)
		won := race(t, 50, func(int) error { return b.claim(100, c.ID) }, func(err error) bool { return errors.Is(err, coupon.ErrClaimed) })
		if got := b.counters(c.ID); won != 1 || got != [3]int64{1, 0, 0} {
			t.Errorf("%d won, %v", won, got)
		}
	})
}

// Ten times the limit order with the code at once, half of them pay, half
// give up: no more than the limit ever hold or use it.
// contract: S2-05
func TestRacingOrdersStayAtTheLimit(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(func(c *coupon.CreateCmd) { c.MaxUsage = limit })
		var used atomic.Int64
		won := race(t, 10*limit, func(i int) error {
			member, order := id.ID(1000+i), fmt.Sprint("R", i)
			if _, err := b.reserve(member, c.Code, order, 100_00); err != nil {
				return err
			}
			if i%2 == 0 {
				used.Add(1)
				return b.use(member, order)
			}
			return b.release(member, order)
		}, func(err error) bool { return errors.Is(err, coupon.ErrExhausted) })
		if got := b.counters(c.ID); won != limit || got != [3]int64{limit, 0, used.Load()} {
			t.Errorf("%d won and %d paid, %v", won, used.Load(), got)
		}
	})
}

// One member's orders race for one coupon, and its payments race with its
// expiry: one order has it.
func TestRacingOrdersOfOneMember(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(nil)
		won := race(t, 50, func(i int) error { _, err := b.reserve(100, c.Code, fmt.Sprint("R", i), 100_00); return err },
			func(err error) bool { return errors.Is(err, coupon.ErrUsed) })
		order := b.mine(100, coupon.Reserved)[0].OrderID
		race(t, 40, func(i int) error {
			if i%2 == 0 {
				return b.use(100, order)
			}
			return b.release(100, order)
		}, func(error) bool { return false })
		// A release that came first was followed by a payment, which uses it.
		if got := b.counters(c.ID); won != 1 || got != [3]int64{1, 0, 1} {
			t.Errorf("%d won, %v", won, got)
		}
	})
}

// Whoever claims after the pause gets nothing.
func TestClaimsRaceWithAPause(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(nil)
		paused := coupon.Paused
		won := race(t, 60, func(i int) error {
			if i == 30 {
				return b.edit(coupon.EditCmd{ID: c.ID, State: &paused})
			}
			return b.claim(id.ID(1000+i), c.ID)
		}, func(err error) bool { return errors.Is(err, coupon.ErrPaused) })
		if got := b.counters(c.ID); got[0] != int64(won-1) || b.load(c.ID).State != coupon.Paused {
			t.Errorf("%d won with the pause, %v", won, got)
		}
	})
}

// Many coupons of one code: one is made.
func TestRacingCreations(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		won := race(t, 20, func(i int) error { return b.store.Write(context.Background(), id.Bucket(i), createAgain(b)) },
			func(err error) bool { return errors.Is(err, coupon.ErrCodeTaken) })
		if won != 1 {
			t.Errorf("%d won", won)
		}
	})
}

// The check sees every figure that somebody altered.
func TestCheckSeesWhatWasAltered(t *testing.T) {
	for name, change := range map[string]string{
		"claimed":      "UPDATE coupon SET claimed = claimed + 1",
		"used":         "UPDATE coupon SET used = used + 1",
		"reserved":     "UPDATE coupon SET reserved = 0",
		"the limit":    "UPDATE coupon SET max_usage = 1",
		"a member's":   "UPDATE user_coupon SET state = 'unused', order_id = '' WHERE state = 'reserved'",
		"an order's":   "UPDATE coupon_order SET state = 'released'",
		"an order":     "DELETE FROM coupon_order",
		"a price":      "UPDATE coupon_order SET payable = 0",
		"a code":       "DELETE FROM coupon_code",
		"another code": "UPDATE coupon_code SET coupon = coupon + 1024",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "guerdon.db")
			b := &bench{t: t, clock: clock.NewManual(begin), coupons: coupon.New()}
			b.must(migration.SQLite(t.Context(), path))
			s, err := store.OpenSQLite(t.Context(), path, store.Options{Now: b.clock.Now})
			b.must(err)
			b.store = s
			c := b.create(nil)
			b.must(b.claim(100, c.ID))
			_, err = b.reserve(101, c.Code, "R1", 100_00)
			b.must(err)
			if got := b.differences(); len(got) != 0 {
				t.Fatal(got)
			}
			s.Close()
			db, err := sql.Open("sqlite", store.SQLiteDSN(path))
			b.must(err)
			_, err = db.ExecContext(t.Context(), change)
			b.must(errors.Join(err, db.Close()))
			s, err = store.OpenSQLite(t.Context(), path, store.Options{})
			b.must(err)
			defer s.Close()
			found, err := verify.All(t.Context(), s, nil, coupon.Check())
			b.must(err)
			if found.Count == 0 {
				t.Error("nothing was seen")
			}
		})
	}
}
