package coupon_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// begin is the moment at which every test begins.
var begin = instant.Of(time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC))

var admin = actor.Actor{Kind: actor.Operator, ID: 1}

// bench is the module on one engine.
type bench struct {
	t       testing.TB
	store   *store.Store
	clock   *clock.Manual
	coupons *coupon.Service
}

// engines runs a test on both SQL engines and verifies what it left behind.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, store.Options) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			b := &bench{t: t, clock: clock.NewManual(begin), coupons: coupon.New()}
			b.store = open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
			test(t, b)
			for _, d := range b.differences() {
				t.Error(d)
			}
		})
	}
}

func (b *bench) differences() []verify.Difference {
	b.t.Helper()
	found, err := verify.All(context.Background(), b.store, nil, coupon.Check())
	b.must(err)
	return found.First
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// do runs a verb in a write of its own.
func do[T any](b *bench, route id.Bucket, verb func(tx *store.Tx) (T, error)) (T, error) {
	return store.Do(context.Background(), b.store, route, verb)
}

// sample is the document's coupon.
func sample() coupon.CreateCmd {
	return coupon.CreateCmd{
		Code: "DISCOUNT10", Name: "充值优惠券", Kind: coupon.Discount, Value: 10_00, MinAmount: 100_00, MaxUsage: 1000,
		ValidFrom: begin.Add(-time.Hour), ValidUntil: begin.Add(24 * time.Hour), Actor: admin,
	}
}

func (b *bench) create(change func(*coupon.CreateCmd)) coupon.Coupon {
	b.t.Helper()
	cmd := sample()
	if change != nil {
		change(&cmd)
	}
	c, err := do(b, 0, func(tx *store.Tx) (coupon.Coupon, error) { return b.coupons.Create(tx, cmd) })
	b.must(err)
	return c
}

func (b *bench) claim(member, i id.ID) error {
	_, err := do(b, i.Bucket(), func(tx *store.Tx) (coupon.UserCoupon, error) {
		u, _, err := b.coupons.Claim(tx, coupon.ClaimCmd{Member: member, Coupon: i})
		return u, err
	})
	return err
}

// price is what Reserve answered.
type price struct{ payable, bonus amount.Amount }

func (b *bench) reserve(member id.ID, code, order string, total amount.Amount) (price, error) {
	return do(b, member.Bucket(), func(tx *store.Tx) (p price, err error) {
		p.payable, p.bonus, err = b.coupons.Reserve(tx, member, code, order, total)
		return p, err
	})
}

func (b *bench) use(member id.ID, order string) error {
	return b.store.Write(context.Background(), member.Bucket(), func(tx *store.Tx) error { return b.coupons.Use(tx, member, order) })
}

func (b *bench) release(member id.ID, order string) error {
	return b.store.Write(context.Background(), member.Bucket(), func(tx *store.Tx) error { return b.coupons.Release(tx, member, order) })
}

func (b *bench) edit(cmd coupon.EditCmd) error {
	cmd.Actor = admin
	_, err := do(b, 0, func(tx *store.Tx) (coupon.Coupon, error) { return b.coupons.Edit(tx, cmd) })
	return err
}

func (b *bench) remove(i id.ID) error {
	return b.store.Write(context.Background(), 0, func(tx *store.Tx) error { return b.coupons.Delete(tx, i, admin) })
}

func (b *bench) load(i id.ID) coupon.Coupon {
	b.t.Helper()
	c, err := coupon.Load(context.Background(), b.store, i)
	b.must(err)
	return c
}

// counters are claimed, reserved and used.
func (b *bench) counters(i id.ID) [3]int64 {
	b.t.Helper()
	c := b.load(i)
	return [3]int64{c.Claimed, c.Reserved, c.Used}
}

func (b *bench) mine(member id.ID, state coupon.HoldState) []coupon.Owned {
	b.t.Helper()
	list, err := coupon.Mine(context.Background(), b.store, coupon.MineCmd{Member: member, State: state, Now: b.clock.Now(), Page: first})
	b.must(err)
	if int(list.Total) != len(list.Items) {
		b.t.Errorf("%d of %d", len(list.Items), list.Total)
	}
	return list.Items
}

var first = page.Numbered{Page: 1, Size: 100}

// race runs n callers at once and counts those who succeed. All other errors
// must be what loses.
func race(t *testing.T, n int, caller func(i int) error, loses func(error) bool) (won int) {
	t.Helper()
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = caller(i) })
	}
	all.Wait()
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !loses(err):
			t.Error(err)
		}
	}
	return won
}
