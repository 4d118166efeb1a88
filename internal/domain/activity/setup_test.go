package activity_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// begin is the moment at which every test begins.
var begin = instant.Of(time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC))

var admin = actor.Actor{Kind: actor.Operator, ID: 1}

var first = page.Numbered{Page: 1, Size: 100}

// bench is the module on one engine.
type bench struct {
	t          testing.TB
	store      *store.Store
	clock      *clock.Manual
	book       *ledger.Ledger
	activities *activity.Service
}

// engines runs a test on both SQL engines and verifies what it left behind.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, store.Options) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			b := &bench{t: t, clock: clock.NewManual(begin), book: ledger.New(time.UTC)}
			b.activities = activity.New(b.book)
			b.store = open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
			test(t, b)
			for _, d := range b.differences(b.book.Check()) {
				t.Error(d)
			}
		})
	}
}

func (b *bench) differences(more ...verify.Check) []verify.Difference {
	b.t.Helper()
	found, err := verify.All(context.Background(), b.store, nil, append(more, activity.Check())...)
	b.must(err)
	return found.First
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func do[T any](b *bench, route id.Bucket, verb func(tx *store.Tx) (T, error)) (T, error) {
	return store.Do(context.Background(), b.store, route, verb)
}

// sample is the document's activity.
func sample() activity.CreateCmd {
	return activity.CreateCmd{
		Name: "新用户注册送积分", Kind: activity.CreditGift, Description: "新用户注册即送100积分", Config: activity.Config{Credits: 100},
		StartsAt: begin.Add(-time.Hour), EndsAt: begin.Add(24 * time.Hour), Actor: admin,
	}
}

func (b *bench) create(change func(*activity.CreateCmd)) activity.Activity {
	b.t.Helper()
	cmd := sample()
	if change != nil {
		change(&cmd)
	}
	a, err := do(b, 1, func(tx *store.Tx) (activity.Activity, error) { return b.activities.Create(tx, cmd) })
	b.must(err)
	return a
}

// campaign makes an activity of another kind than a gift.
func (b *bench) campaign(kind activity.Kind, config activity.Config, limits activity.Limits) activity.Activity {
	b.t.Helper()
	return b.create(func(c *activity.CreateCmd) { c.Kind, c.Config, c.Limits = kind, config, limits })
}

func (b *bench) member(mid id.ID) id.ID {
	b.t.Helper()
	b.must(b.store.Write(context.Background(), mid.Bucket(), func(tx *store.Tx) error {
		_, err := member.CreateWithID(tx, mid, member.External(fmt.Sprint(mid)))
		return err
	}))
	return mid
}

func (b *bench) join(who, i id.ID) (activity.Joined, error) {
	return do(b, i.Bucket(), func(tx *store.Tx) (activity.Joined, error) {
		return b.activities.Join(tx, activity.JoinCmd{Member: who, Activity: i})
	})
}

// price is what Discount answered.
type price struct {
	payable, bonus amount.Amount
	activity       id.ID
}

func (b *bench) discount(who id.ID, kind, order string, isFirst bool, total amount.Amount) (price, error) {
	return do(b, who.Bucket(), func(tx *store.Tx) (p price, err error) {
		p.payable, p.bonus, p.activity, err = b.activities.Discount(tx, who, kind, order, isFirst, total)
		return p, err
	})
}

func (b *bench) release(who, i id.ID, order string) error {
	return b.store.Write(context.Background(), who.Bucket(), func(tx *store.Tx) error { return b.activities.Release(tx, who, i, order) })
}

func (b *bench) registered(who id.ID) error {
	return b.store.Write(context.Background(), who.Bucket(), func(tx *store.Tx) error {
		if _, err := member.CreateWithID(tx, who, member.External(fmt.Sprint(who))); err != nil {
			return err
		}
		return b.activities.Registered(tx, who)
	})
}

func (b *bench) edit(cmd activity.EditCmd) error {
	cmd.Actor = admin
	_, err := do(b, 1, func(tx *store.Tx) (activity.Activity, error) { return b.activities.Edit(tx, cmd) })
	return err
}

func (b *bench) remove(i id.ID) error {
	return b.store.Write(context.Background(), 1, func(tx *store.Tx) error { return b.activities.Delete(tx, i, admin) })
}

func (b *bench) load(i id.ID) activity.Activity {
	b.t.Helper()
	a, err := activity.Load(context.Background(), b.store, i)
	b.must(err)
	return a
}

func (b *bench) credits(who id.ID) amount.Amount {
	b.t.Helper()
	a, err := ledger.LoadAccount(context.Background(), b.store, ledger.Member(who), ledger.Credit)
	b.must(err)
	return a.Posted
}

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
