package reward_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/simulated"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

var start = instant.Of(time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC))

const usdt = 1_000_000 // smallest units

// bundle is the module on a store, with the simulated wallet service.
type bundle struct {
	t           testing.TB
	s           *store.Store
	clock       *clock.Manual
	ledger      *ledger.Ledger
	settlements *settlement.Service
	rewards     *reward.Service
	runner      *job.Runner
}

// engines runs the test on both SQL engines, and verifies the books after.
func engines(t *testing.T, test func(t *testing.T, b *bundle)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, store.Options) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			b := setup(t, open)
			test(t, b)
			b.verify()
		})
	}
}

func setup(t testing.TB, open func(testing.TB, store.Options) *store.Store) *bundle {
	t.Helper()
	b := &bundle{t: t, clock: clock.NewManual(start)}
	b.s = open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
	b.ledger = ledger.New(time.UTC)
	wallet, err := simulated.New(b.s, b.clock.Now, false)
	b.must(err)
	queue := job.NewQueue()
	b.settlements = settlement.New(settlement.Deps{Store: b.s, Queue: queue, Provider: wallet}, settlement.Options{Now: b.clock.Now})
	b.rewards = reward.New(b.s, b.ledger, b.settlements, b.clock.Now)
	b.runner = job.NewRunner(b.s, queue, job.Options{Now: b.clock.Now})
	b.settlements.Register(b.runner)
	return b
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	b.must(b.s.Write(b.t.Context(), 0, fn))
}

// join makes a member with a referrer, 0 for none, and roles.
func (b *bundle) join(name string, referrer id.ID, roles ...member.Role) (mid id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(name))
		if err != nil {
			return err
		}
		mid = m.ID
		if referrer != 0 {
			if _, err := member.SetReferrer(tx, mid, referrer); err != nil {
				return err
			}
		}
		_, err = member.SetRoles(tx, mid, roles)
		return err
	})
	return mid
}

// adopt tells of one tree in Guangzhou.
func (b *bundle) adopt(event string, who id.ID) reward.Allocation {
	b.t.Helper()
	out, err := b.allocate(b.t.Context(), event, who, 1)
	b.must(err)
	return out
}

func (b *bundle) allocate(ctx context.Context, event string, who id.ID, trees int64) (reward.Allocation, error) {
	cmd := reward.AllocateCmd{Event: event, Member: who, Trees: trees, Province: "44", City: "4401", By: actor.OfSystem}
	return store.Do(ctx, b.s, who.Bucket(), func(tx *store.Tx) (reward.Allocation, error) { return b.rewards.Allocate(tx, cmd) })
}

func (b *bundle) sum(who id.ID) reward.Summary {
	b.t.Helper()
	out, err := reward.Sum(b.t.Context(), b.s, who, b.clock.Now())
	b.must(err)
	return out
}

func (b *bundle) list(who id.ID, state reward.State) []reward.Shown {
	b.t.Helper()
	out, err := reward.List(b.t.Context(), b.s, reward.ListCmd{Member: who, State: state, Page: page.Numbered{Page: 1, Size: 100}, Now: b.clock.Now()})
	b.must(err)
	return out.Items
}

// settle opens a settlement and works until nothing is due.
func (b *bundle) settle(who id.ID, c settlement.Currency) (settlement.Settlement, error) {
	b.t.Helper()
	st, err := b.open(who, c)
	if err != nil {
		return st, err
	}
	b.work()
	return settlement.Load(b.t.Context(), b.s, st.ID)
}

func (b *bundle) open(who id.ID, c settlement.Currency) (settlement.Settlement, error) {
	cmd := reward.SettleCmd{Member: who, Currency: c}
	return store.Do(b.t.Context(), b.s, who.Bucket(), func(tx *store.Tx) (settlement.Settlement, error) { return b.rewards.Settle(tx, cmd) })
}

func (b *bundle) work() {
	b.t.Helper()
	for {
		n, err := b.runner.Step(b.t.Context())
		b.must(err)
		if n == 0 {
			return
		}
	}
}

func (b *bundle) balance(who id.ID, asset ledger.Asset) int64 {
	b.t.Helper()
	acc, err := ledger.LoadAccount(b.t.Context(), b.s, ledger.Member(who), asset)
	b.must(err)
	return int64(acc.Posted)
}

func (b *bundle) count(text string, args ...any) int64 {
	b.t.Helper()
	n, _, err := store.SelectOne[int64](b.t.Context(), b.s, text, args...)
	b.must(err)
	return n
}

func (b *bundle) verify() {
	b.t.Helper()
	found, err := verify.All(b.t.Context(), b.s, nil, b.ledger.Check(), reward.Check(), settlement.Check())
	b.must(err)
	for _, d := range found.First {
		b.t.Error(d)
	}
}

// race runs n calls at once.
func race(n int, call func(i int)) {
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { <-gate; call(i) })
	}
	close(gate)
	wg.Wait()
}

func name(i int) string { return fmt.Sprintf("member %d", i) }
