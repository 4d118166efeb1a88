package coupon_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/coupon"
)

// contract: S2-31
func TestClaim(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(nil)
		b.must(b.claim(100, c.ID))
		for _, v := range []struct {
			what string
			err  error
			want error
		}{
			{"again", b.claim(100, c.ID), coupon.ErrClaimed},
			{"none", b.claim(100, 4096), coupon.ErrNotFound},
			{"private", b.claim(100, b.create(func(c *coupon.CreateCmd) { c.Code, c.Visibility = "SECRET", coupon.Private }).ID), coupon.ErrNotFound},
			{"early", b.claim(100, b.create(func(c *coupon.CreateCmd) { c.Code, c.ValidFrom = "EARLY", begin.Add(time.Second) }).ID), coupon.ErrNotYet},
			{"late", b.claim(100, b.create(func(c *coupon.CreateCmd) { c.Code, c.ValidUntil = "LATE", begin.Add(-time.Second) }).ID), coupon.ErrExpired},
		} {
			if !errors.Is(v.err, v.want) {
				t.Errorf("%s: %v", v.what, v.err)
			}
		}
		paused := coupon.Paused
		b.must(b.edit(coupon.EditCmd{ID: c.ID, State: &paused}))
		if err := b.claim(101, c.ID); !errors.Is(err, coupon.ErrPaused) {
			t.Errorf("paused: %v", err)
		}
		b.must(b.remove(c.ID))
		if err := b.claim(101, c.ID); !errors.Is(err, coupon.ErrNotFound) {
			t.Errorf("deleted: %v", err)
		}
		if got := b.mine(100, ""); len(got) != 1 || got[0].State != coupon.Lapsed || got[0].Code != "DISCOUNT10" {
			t.Errorf("%+v", got)
		}
	})
}

// contract: S2-05, S2-32
func TestReserveUseRelease(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(nil)
		if _, err := b.reserve(100, "discount10", "R1", 99_99); !errors.Is(err, coupon.ErrMinimum) {
			t.Errorf("below the minimum: %v", err)
		}
		if _, err := b.reserve(100, "nothing", "R1", 100_00); !errors.Is(err, coupon.ErrInvalid) {
			t.Errorf("no such code: %v", err)
		}
		if _, err := b.reserve(100, "no code at all", "R1", 100_00); !errors.Is(err, coupon.ErrInvalid) {
			t.Errorf("no code: %v", err)
		}
		if b.counters(c.ID) != [3]int64{} {
			t.Errorf("refused, and counted %v", b.counters(c.ID))
		}
		for range 2 { // the second changes nothing
			if p, err := b.reserve(100, "Discount10", "R1", 100_00); err != nil || p != (price{90_00, 0}) {
				t.Fatal(p, err)
			}
		}
		if _, err := b.reserve(100, "DISCOUNT10", "R1", 200_00); !errors.Is(err, coupon.ErrUsed) {
			t.Errorf("the order with another amount: %v", err)
		}
		if _, err := b.reserve(100, "DISCOUNT10", "R2", 100_00); !errors.Is(err, coupon.ErrUsed) {
			t.Errorf("while another order holds it: %v", err)
		}
		if got := b.mine(100, coupon.Reserved); len(got) != 1 || got[0].OrderID != "R1" || len(b.mine(100, coupon.Unused)) != 0 {
			t.Errorf("%+v", got)
		}
		for range 2 {
			b.must(b.release(100, "R1"))
			if b.counters(c.ID) != [3]int64{1, 0, 0} {
				t.Errorf("released: %v", b.counters(c.ID))
			}
		}
		if _, err := b.reserve(100, "DISCOUNT10", "R1", 100_00); !errors.Is(err, coupon.ErrUsed) {
			t.Errorf("the order that was released: %v", err)
		}
		if p, err := b.reserve(100, "DISCOUNT10", "R2", 150_00); err != nil || p.payable != 135_00 {
			t.Fatal(p, err)
		}
		for range 2 {
			b.must(b.use(100, "R2"))
			if b.counters(c.ID) != [3]int64{1, 0, 1} {
				t.Errorf("used: %v", b.counters(c.ID))
			}
		}
		b.must(b.release(100, "R2"))
		b.must(b.use(100, "R1"))
		b.must(b.use(100, "R3"))
		b.must(b.release(101, "R2"))
		b.must(b.use(101, "R2"))
		if b.counters(c.ID) != [3]int64{1, 0, 1} || len(b.mine(100, coupon.Used)) != 1 {
			t.Errorf("a used coupon moved: %v", b.counters(c.ID))
		}
		if _, err := b.reserve(100, "DISCOUNT10", "R4", 100_00); !errors.Is(err, coupon.ErrUsed) {
			t.Errorf("a second use: %v", err)
		}
	})
}

// A payment that comes after its order was given up uses the coupon, where
// the member still has it.
// contract: S2-07
func TestALatePaymentUsesTheCoupon(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(func(c *coupon.CreateCmd) { c.Kind, c.Value, c.MinAmount, c.MaxUsage = coupon.CreditBonus, 50, 0, 2 })
		for _, member := range []id.ID{100, 101} {
			p, err := b.reserve(member, c.Code, "R1", 1)
			if err != nil || p != (price{1, 50}) {
				t.Fatal(p, err)
			}
			b.must(b.release(member, "R1"))
		}
		b.clock.Advance(365 * 24 * time.Hour)
		b.must(b.remove(c.ID))
		b.must(b.use(100, "R1"))
		if got := b.mine(100, ""); got[0].State != coupon.Used || got[0].OrderID != "R1" {
			t.Errorf("%+v", got)
		}
		if got := b.mine(101, ""); got[0].State != coupon.Lapsed {
			t.Errorf("%+v", got)
		}
	})
}

func TestEditAndDelete(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(func(c *coupon.CreateCmd) { c.MaxUsage = 3 })
		if _, err := b.reserve(100, c.Code, "R1", 100_00); err != nil {
			t.Fatal(err)
		}
		b.must(b.claim(101, c.ID))
		one, two, half, gone := int64(1), int64(2), amount.Amount(50_00), coupon.Deleted
		if err := b.edit(coupon.EditCmd{ID: c.ID, MaxUsage: &one}); !errors.Is(err, coupon.ErrLimit) {
			t.Errorf("below what was claimed: %v", err)
		}
		if err := b.edit(coupon.EditCmd{ID: c.ID, State: &gone}); !errors.Is(err, coupon.ErrField) {
			t.Errorf("deleted by an edit: %v", err)
		}
		b.must(b.edit(coupon.EditCmd{ID: c.ID, MaxUsage: &two, Value: &half}))
		if err := b.claim(102, c.ID); !errors.Is(err, coupon.ErrExhausted) {
			t.Errorf("beyond the limit: %v", err)
		}
		if _, err := b.reserve(102, c.Code, "R2", 100_00); !errors.Is(err, coupon.ErrExhausted) {
			t.Errorf("beyond the limit, by code: %v", err)
		}
		if p, err := b.reserve(101, c.Code, "R3", 100_00); err != nil || p.payable != 50_00 {
			t.Errorf("who has it uses it: %v %v", p, err)
		}
		if p, err := b.reserve(100, c.Code, "R1", 100_00); err != nil || p.payable != 90_00 {
			t.Errorf("the promise of an order changed: %v %v", p, err)
		}
		b.must(b.remove(c.ID))
		if err := b.remove(c.ID); !errors.Is(err, coupon.ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
		if _, err := b.reserve(103, c.Code, "R4", 100_00); !errors.Is(err, coupon.ErrInvalid) {
			t.Errorf("deleted: %v", err)
		}
		b.must(b.use(100, "R1"))
		acts, err := audit.List(t.Context(), b.store, audit.ListCmd{Action: "coupon.edit", Limit: 10})
		if err != nil || len(acts) != 1 || acts[0].Earlier == acts[0].Later {
			t.Errorf("%+v %v", acts, err)
		}
	})
}

// A code is free again where nobody had its coupon.
func TestTheCodeOfADeletedCoupon(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.must(b.remove(b.create(nil).ID))
		had := b.create(nil)
		b.must(b.claim(100, had.ID))
		b.must(b.remove(had.ID))
		err := b.store.Write(t.Context(), 0, createAgain(b))
		if !errors.Is(err, coupon.ErrCodeTaken) {
			t.Errorf("a code that members had: %v", err)
		}
	})
}

// contract: S2-30
func TestLists(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		made := map[string]coupon.Coupon{}
		for _, cmd := range []func(*coupon.CreateCmd){
			func(c *coupon.CreateCmd) { c.Code = "OPEN" },
			func(c *coupon.CreateCmd) { c.Code, c.Visibility = "SECRET", coupon.Private },
			func(c *coupon.CreateCmd) { c.Code, c.Visibility = "MINE", coupon.Private },
			func(c *coupon.CreateCmd) { c.Code, c.ValidFrom = "EARLY", begin.Add(time.Second) },
			func(c *coupon.CreateCmd) { c.Code, c.ValidUntil = "LATE", begin.Add(-time.Second) },
			func(c *coupon.CreateCmd) { c.Code, c.MaxUsage = "FULL", 1 },
			func(c *coupon.CreateCmd) { c.Code = "PAUSED" },
			func(c *coupon.CreateCmd) { c.Code = "DELETED" },
		} {
			c := b.create(cmd)
			made[c.Code] = c
			b.clock.Advance(time.Microsecond)
		}
		paused := coupon.Paused
		b.must(b.edit(coupon.EditCmd{ID: made["PAUSED"].ID, State: &paused}))
		b.must(b.remove(made["DELETED"].ID))
		b.must(b.claim(101, made["FULL"].ID))
		if _, err := b.reserve(100, "mine", "R1", 100_00); err != nil {
			t.Fatal(err)
		}
		for _, v := range []struct {
			viewer id.ID
			status coupon.Status
			want   []string
		}{
			{0, "", []string{"PAUSED", "FULL", "LATE", "EARLY", "MINE", "SECRET", "OPEN"}},
			{100, "", []string{"PAUSED", "FULL", "LATE", "EARLY", "MINE", "OPEN"}},
			{101, "", []string{"PAUSED", "FULL", "LATE", "EARLY", "OPEN"}},
			{100, coupon.Running, []string{"MINE", "OPEN"}}, {0, coupon.Running, []string{"MINE", "SECRET", "OPEN"}},
			{0, coupon.Upcoming, []string{"EARLY"}}, {0, coupon.Expired, []string{"LATE"}}, {0, coupon.Exhausted, []string{"FULL"}}, {0, coupon.OnPause, []string{"PAUSED"}},
		} {
			list, err := coupon.List(t.Context(), b.store, coupon.ListCmd{Viewer: v.viewer, All: v.viewer == 0, Status: v.status, Now: b.clock.Now(), Page: first})
			b.must(err)
			var got []string
			for _, l := range list.Items {
				got = append(got, l.Code)
				if v.status != "" && l.Status(b.clock.Now()) != v.status {
					t.Errorf("%s is %s", l.Code, l.Status(b.clock.Now()))
				}
				if l.Mine != (v.viewer == 100 && l.Code == "MINE" || v.viewer == 101 && l.Code == "FULL") {
					t.Errorf("%s is member %d's: %t", l.Code, v.viewer, l.Mine)
				}
			}
			if !slices.Equal(got, v.want) || list.Total != int64(len(got)) {
				t.Errorf("member %d, %q: %v of %d", v.viewer, v.status, got, list.Total)
			}
		}
		if _, err := coupon.List(t.Context(), b.store, coupon.ListCmd{Status: "none", Page: first}); !errors.Is(err, coupon.ErrField) {
			t.Errorf("no such status: %v", err)
		}
		if _, err := coupon.Mine(t.Context(), b.store, coupon.MineCmd{State: "none", Page: first}); !errors.Is(err, coupon.ErrField) {
			t.Errorf("no such state: %v", err)
		}
		second, err := coupon.List(context.Background(), b.store, coupon.ListCmd{All: true, Page: page.Numbered{Page: 2, Size: 5}})
		if err != nil || second.Total != 7 || len(second.Items) != 2 {
			t.Errorf("%+v %v", second, err)
		}
	})
}

// A coupon that was claimed expires with its coupon.
// contract: S2-32
func TestMineExpires(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := b.create(nil)
		b.must(b.claim(100, c.ID))
		if len(b.mine(100, coupon.Unused)) != 1 || len(b.mine(100, coupon.Lapsed)) != 0 {
			t.Error("a fresh one is not unused")
		}
		b.clock.Set(c.ValidUntil.Add(time.Second - time.Microsecond))
		if len(b.mine(100, coupon.Unused)) != 1 {
			t.Error("it ends before its last second does")
		}
		b.clock.Advance(time.Microsecond)
		if got := b.mine(100, coupon.Lapsed); len(got) != 1 || got[0].State != coupon.Lapsed || len(b.mine(100, coupon.Unused)) != 0 {
			t.Errorf("%+v", got)
		}
		if _, err := b.reserve(100, c.Code, "R1", 100_00); !errors.Is(err, coupon.ErrExpired) {
			t.Error(err)
		}
	})
}
