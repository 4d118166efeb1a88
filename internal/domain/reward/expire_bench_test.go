package reward_test

import (
	"context"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/reward"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// BenchmarkExpiry measures what the sweep costs those who write meanwhile:
// the p50 and p99 of grants by 16 callers, with nothing overdue and with as
// many rewards as GUERDON_BENCH_OVERDUE says (default 100,000; the figure in
// docs/rewardapi.md is of 1,000,000), and how many expire a second.
func BenchmarkExpiry(b *testing.B) {
	overdue, err := strconv.Atoi(os.Getenv("GUERDON_BENCH_OVERDUE"))
	if err != nil {
		overdue = 100_000
	}
	for name, open := range map[string]func(testing.TB, store.Options) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			m := setup(b, open)
			m.seed(overdue)
			for b.Loop() {
				idle := m.foreground(5*time.Second, func(context.Context) {})
				before := m.count("SELECT count(*) FROM reward_pending")
				began := time.Now()
				busy := m.foreground(20*time.Second, func(ctx context.Context) {
					if err := m.rewards.Sweep(ctx); err != nil && ctx.Err() == nil {
						b.Error(err)
					}
				})
				expired := before - m.count("SELECT count(*) FROM reward_pending")
				report(b, "idle", idle)
				report(b, "sweep", busy)
				b.ReportMetric(float64(expired)/time.Since(began).Seconds(), "expired/s")
			}
		})
	}
}

// seed makes rewards of a thousand members that are overdue an hour later.
func (b *bundle) seed(count int) {
	const members, each = 1000, 50
	until := b.clock.Now().Add(time.Minute)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := w; i*each < count; i += 4 {
				owner := id.ID(1<<40 + i%members)
				b.must(b.s.Write(b.t.Context(), owner.Bucket(), func(tx *store.Tx) error { return reward.Seed(tx, owner, each, until) }))
			}
		})
	}
	wg.Wait()
	b.clock.Advance(time.Hour)
}

// foreground grants points from 16 callers for a while, beside some work, and
// returns how long each grant took.
func (b *bundle) foreground(d time.Duration, beside func(ctx context.Context)) []time.Duration {
	ctx, cancel := context.WithTimeout(b.t.Context(), d)
	defer cancel()
	var all []time.Duration
	var mu sync.Mutex
	var wg sync.WaitGroup
	wg.Go(func() { beside(ctx) })
	for caller := range 16 {
		wg.Go(func() {
			var took []time.Duration
			for n := 0; ctx.Err() == nil; n++ {
				who := id.ID(1<<41 + caller*7919 + n%500*1021)
				began := time.Now()
				b.must(b.s.Write(b.t.Context(), who.Bucket(), func(tx *store.Tx) error {
					_, err := b.ledger.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(who), Asset: ledger.Point, Amount: 1, Kind: ledger.Earn, Actor: actor.OfSystem})
					return err
				}))
				took = append(took, time.Since(began))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
		})
	}
	wg.Wait()
	slices.Sort(all)
	return all
}

func report(b *testing.B, name string, took []time.Duration) {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(took[len(took)/2]), name+"-p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), name+"-p99-ms")
	b.ReportMetric(float64(len(took)), name+"-writes")
}
