package activity_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// The activity that is worth most to the member has the order.
// contract: S2-05, S2-06
func TestTheBestDiscount(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		off := b.campaign(activity.MembershipDiscount, activity.Config{PercentOff: 10_00}, activity.Limits{})
		yearly := b.campaign(activity.MembershipDiscount, activity.Config{AmountOff: 20_00, Plans: "yearly"}, activity.Limits{})
		start := b.campaign(activity.FirstPurchase, activity.Config{BonusCredits: 50}, activity.Limits{})
		b.campaign(activity.ReferralBonus, activity.Config{Credits: 1_000_000}, activity.Limits{})
		for i, v := range []struct {
			kind  string
			first bool
			total amount.Amount
			want  price
		}{
			{"recharge", false, 10_00, price{10_00, 0, 0}},
			{"recharge", true, 10_00, price{10_00, 50, start.ID}},
			{"membership:monthly", false, 9_90, price{8_91, 0, off.ID}},
			{"membership", false, 99_00, price{89_10, 0, off.ID}}, // the plan is not known
			{"membership:yearly", false, 99_00, price{79_00, 0, yearly.ID}},
			{"membership:monthly", true, 9_90, price{9_90, 50, start.ID}}, // 5.00 beats 0.99
			{"membership:yearly", true, 99_00, price{79_00, 0, yearly.ID}},
			{"gift", true, 10_00, price{10_00, 0, 0}},
			{"recharge", true, 0, price{0, 0, 0}},
			{"membership:yearly", false, 1, price{1, 0, 0}}, // nothing is worth anything, nor used up
		} {
			if got, err := b.discount(id.ID(100+i), v.kind, "M1", v.first, v.total); err != nil || got != v.want {
				t.Errorf("%s, first %t, %d: %+v, want %+v (%v)", v.kind, v.first, v.total, got, v.want, err)
			}
		}
	})
}

// One order at a time has a discount; what it took comes back with it.
func TestDiscountAndRelease(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := b.campaign(activity.MembershipDiscount, activity.Config{PercentOff: 50_00}, activity.Limits{Budget: 15_00})
		want := price{5_00, 0, a.ID}
		for range 2 {
			if got, err := b.discount(100, "membership", "M1", false, 10_00); err != nil || got != want {
				t.Fatal(got, err)
			}
		}
		if got, _ := b.discount(100, "membership", "M2", false, 10_00); got != (price{10_00, 0, 0}) {
			t.Errorf("a second order of the member: %+v", got)
		}
		if got, _ := b.discount(101, "membership", "M3", false, 30_00); got != (price{30_00, 0, 0}) {
			t.Errorf("beyond the budget: %+v", got)
		}
		if got, _ := b.discount(101, "membership", "M3", false, 20_00); got.payable != 10_00 {
			t.Errorf("all that is left: %+v", got)
		}
		b.must(b.release(100, a.ID, "M2"))
		if got := b.load(a.ID); got.Spent != 15_00 || got.Participants != 2 {
			t.Errorf("released by another order: %+v", got)
		}
		for range 2 {
			b.must(b.release(100, a.ID, "M1"))
		}
		if got := b.load(a.ID); got.Spent != 10_00 || got.Participants != 1 {
			t.Errorf("released: %+v", got)
		}
		b.must(b.release(100, 1+7*1024, "M1"))
		if got, _ := b.discount(100, "membership", "M4", false, 10_00); got != want {
			t.Errorf("after the release: %+v", got)
		}
	})
}

// Whoever enrolled stays a participant when their order is released.
func TestEnrolledMembersStay(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := b.campaign(activity.FirstPurchase, activity.Config{AmountOff: 1_00}, activity.Limits{MaxParticipants: 1})
		_, err := b.join(b.member(100), a.ID)
		b.must(err)
		if got, _ := b.discount(101, "recharge", "R1", true, 10_00); got.activity != 0 {
			t.Errorf("one too many: %+v", got)
		}
		if got, _ := b.discount(100, "recharge", "R2", true, 10_00); got != (price{9_00, 0, a.ID}) {
			t.Errorf("%+v", got)
		}
		b.must(b.release(100, a.ID, "R2"))
		if got := b.load(a.ID); got.Participants != 1 || got.Spent != 0 {
			t.Errorf("%+v", got)
		}
		// Who came by an order may still enroll, and is one participant.
		open := b.campaign(activity.FirstPurchase, activity.Config{AmountOff: 5_00}, activity.Limits{})
		if got, _ := b.discount(102, "recharge", "R3", true, 10_00); got.activity != open.ID {
			t.Errorf("%+v", got)
		}
		joined, err := b.join(b.member(102), open.ID)
		if err != nil || joined.Stage != activity.Applied || b.load(open.ID).Participants != 1 {
			t.Errorf("%+v %v", joined, err)
		}
		b.must(b.release(102, open.ID, "R3"))
		if got := b.load(open.ID); got.Participants != 1 || got.Spent != 0 {
			t.Errorf("%+v", got)
		}
	})
}

// contract: S2-34
func TestReferralBonus(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		bonus := func() (n amount.Amount, ok bool) {
			b.must(b.store.Write(t.Context(), 0, func(tx *store.Tx) (err error) { n, ok, err = b.activities.ReferralBonus(tx); return err }))
			return n, ok
		}
		if n, ok := bonus(); ok || n != 0 {
			t.Error(n, ok)
		}
		for _, credits := range []amount.Amount{60, 80, 70} {
			b.campaign(activity.ReferralBonus, activity.Config{Credits: credits}, activity.Limits{})
		}
		if n, ok := bonus(); !ok || n != 80 {
			t.Error(n, ok)
		}
		b.clock.Advance(48 * time.Hour)
		if n, ok := bonus(); ok {
			t.Error(n, "after all have ended")
		}
	})
}

// An activity that is over is put aside when the next one is made, and an
// edit that prolongs it brings it back.
func TestWhatIsOverIsPutAside(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := b.campaign(activity.MembershipDiscount, activity.Config{PercentOff: 50_00}, activity.Limits{})
		b.clock.Advance(48 * time.Hour)
		b.campaign(activity.MembershipDiscount, activity.Config{PercentOff: 1}, activity.Limits{})
		if b.load(a.ID).Shelf != activity.Past {
			t.Error("it is still looked at")
		}
		longer := b.clock.Now().Add(time.Hour)
		b.must(b.edit(activity.EditCmd{ID: a.ID, EndsAt: &longer}))
		if got, err := b.discount(100, "membership", "M1", false, 10_00); err != nil || got.activity != a.ID {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// Whatever is ordered and released in any order, an order pays at least a fen
// and at most its amount, and the counters are those of the orders that hold
// a discount.
func TestDiscountsHoldTheirBounds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := clock.NewManual(begin)
		b := &bench{t: t, clock: c, store: storetest.Memory(t, store.Options{Now: c.Now}), activities: activity.New(ledger.New(time.UTC))}
		limits := activity.Limits{MaxParticipants: rapid.Int64Range(0, 3).Draw(rt, "cap"), Budget: amount.Amount(rapid.Int64Range(0, 20_00).Draw(rt, "budget"))}
		a := b.campaign(activity.FirstPurchase, activity.Config{PercentOff: rapid.Int64Range(1, 100_00).Draw(rt, "percent")}, limits)
		holding := map[id.ID]map[string]amount.Amount{}
		spent := amount.Amount(0)
		for step := range rapid.IntRange(1, 30).Draw(rt, "steps") {
			who := id.ID(rapid.IntRange(100, 105).Draw(rt, "who"))
			order := string(rune('A' + rapid.IntRange(0, 2).Draw(rt, "order")))
			if rapid.Bool().Draw(rt, "release") {
				b.must(b.release(who, a.ID, order))
				spent -= holding[who][order]
				delete(holding[who], order)
				continue
			}
			total := amount.Amount(rapid.Int64Range(1, 30_00).Draw(rt, "total"))
			_, had := holding[who][order]
			got, err := b.discount(who, "recharge", order, true, total)
			if err != nil || got.payable < 1 || (!had && got.payable > total) {
				rt.Fatalf("step %d: %+v %v", step, got, err)
			}
			if got.activity != 0 && !had {
				if len(holding[who]) > 0 {
					rt.Fatalf("step %d: a second order has it", step)
				}
				holding[who] = map[string]amount.Amount{order: total - got.payable}
				spent += total - got.payable
			}
			n := int64(0)
			for _, h := range holding {
				n += int64(len(h))
			}
			if (limits.MaxParticipants > 0 && n > limits.MaxParticipants) || (limits.Budget > 0 && spent > limits.Budget) {
				rt.Fatalf("step %d: %d hold it, %d spent, of %+v", step, n, spent, limits)
			}
		}
	})
}
