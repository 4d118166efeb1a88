package rule_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

var zone = time.FixedZone("CST", 8*3600)

// evening is an hour before the project's midnight.
var evening = instant.Of(time.Date(2025, 1, 16, 23, 0, 0, 0, zone))

const alice id.ID = 1 << 20

// bench is the module on one engine, with one rule: 10 points, three a day,
// five at all.
type bench struct {
	*testing.T
	store  *store.Store
	clock  *clock.Manual
	ledger *ledger.Ledger
	svc    *rule.Service
	rule   rule.Rule
}

func run(t *testing.T, open func(testing.TB, store.Options) *store.Store, test func(b *bench)) {
	b := &bench{T: t, clock: clock.NewManual(evening), ledger: ledger.New(zone)}
	b.store, b.svc = open(t, store.Options{Now: b.clock.Now}), rule.New(b.ledger)
	r := rule.Named("image_generation")
	r.Asset, r.Amount, r.DailyMax, r.TotalMax, r.Status = ledger.Point, 10, 3, 5, rule.Active
	b.put(r)
	test(b)
	if b.store.Engine() == "memory" {
		return
	}
	result, err := verify.All(t.Context(), b.store, nil, b.ledger.Check(), rule.Check())
	if err != nil || result.Count > 0 {
		t.Error(result, err)
	}
}

func rules(t *testing.T, test func(b *bench)) {
	t.Run("memory", func(t *testing.T) { run(t, storetest.Memory, test) })
	t.Run("sqlite", func(t *testing.T) { run(t, storetest.SQLite, test) })
}

func (b *bench) put(r rule.Rule) {
	b.Helper()
	made, err := store.Do(b.Context(), b.store, 0, func(tx *store.Tx) (rule.Rule, error) { return rule.Put(tx, r) })
	if err != nil {
		b.Fatal(err)
	}
	b.rule = made
}

func (b *bench) award(cmd rule.AwardCmd) (rule.Award, error) {
	cmd.Member, cmd.By = alice, actor.OfSystem
	return store.Do(b.Context(), b.store, alice.Bucket(), func(tx *store.Tx) (rule.Award, error) { return b.svc.Award(tx, cmd) })
}

// want awards once more and checks what it gave.
func (b *bench) want(source string, n amount.Amount, remaining int64, balance amount.Amount) {
	b.Helper()
	a, err := b.award(rule.AwardCmd{Rule: "image_generation", Source: source})
	if err != nil || a.Amount != n || a.Remaining != remaining || a.Balance != balance || (a.Transfer == 0) != (n == 0) {
		b.Errorf("%q gave %+v, %v; want %d, %d remaining, balance %d", source, a, err, n, remaining, balance)
	}
}

// The limits of a day end with the project's day; those at all never do.
func TestLimits(t *testing.T) {
	rules(t, func(b *bench) {
		b.want("a", 10, 2, 10)
		b.want("b", 10, 1, 20)
		b.want("c", 10, 0, 30)
		b.want("d", 0, 0, 30)
		b.clock.Advance(59 * time.Minute)
		b.want("e", 0, 0, 30)
		b.clock.Advance(time.Minute) // midnight
		b.want("f", 10, 1, 40)
		b.want("g", 10, 0, 50)
		b.want("h", 0, 0, 50)
		b.clock.Advance(24 * time.Hour)
		b.want("i", 0, 0, 50)
	})
}

// One source awards once, for ever, and takes nothing from the limits.
func TestASourceAwardsOnce(t *testing.T) {
	rules(t, func(b *bench) {
		b.want("a", 10, 2, 10)
		b.want("a", 0, 2, 10)
		b.clock.Advance(24 * time.Hour)
		b.want("a", 0, 3, 10)
		b.want("b", 10, 2, 20)
	})
}

// What was earned before counts for its own day, in whatever order it comes.
func TestLateAwardsCountForTheirDay(t *testing.T) {
	rules(t, func(b *bench) {
		b.rule.TotalMax = 0
		b.put(b.rule)
		b.clock.Advance(2 * time.Hour) // the next day
		b.want("today", 10, 2, 10)
		for i, remaining := range []int64{2, 1, 0} {
			a, err := b.award(rule.AwardCmd{Rule: "image_generation", Source: fmt.Sprint(i), At: evening})
			if err != nil || a.Amount != 10 || a.Remaining != remaining {
				b.Errorf("%+v, %v", a, err)
			}
		}
		if a, err := b.award(rule.AwardCmd{Rule: "image_generation", Source: "over", At: evening}); err != nil || a.Amount != 0 || a.Remaining != 0 || a.Balance != 40 {
			b.Errorf("%+v, %v", a, err)
		}
		b.want("again today", 10, 1, 50)
		if a, err := b.award(rule.AwardCmd{Rule: "image_generation", Source: "today"}); err != nil || !a.Repeated || a.Amount != 0 {
			b.Errorf("%+v, %v", a, err)
		}
	})
}

func TestNoLimits(t *testing.T) {
	rules(t, func(b *bench) {
		b.rule.DailyMax, b.rule.TotalMax = 0, 0
		b.put(b.rule)
		for i := range 10 {
			b.want(fmt.Sprint(i), 10, -1, amount.Amount(10*(i+1)))
		}
		b.rule.TotalMax = 11
		b.put(b.rule)
		b.want("last", 10, 0, 110)
		b.want("over", 0, 0, 110)
	})
}

func TestWhatMayNotAward(t *testing.T) {
	rules(t, func(b *bench) {
		if _, err := b.award(rule.AwardCmd{Rule: "nothing"}); !errors.Is(err, rule.ErrNotFound) {
			b.Error(err)
		}
		if a, err := b.award(rule.AwardCmd{Rule: "nothing", IfAllowed: true}); err != nil || a != (rule.Award{}) {
			b.Error(a, err)
		}
		b.want("a", 10, 2, 10)
		b.rule.Status = rule.Inactive
		b.put(b.rule)
		if _, err := b.award(rule.AwardCmd{Rule: "image_generation"}); !errors.Is(err, rule.ErrInactive) {
			b.Error(err)
		}
		if a, err := b.award(rule.AwardCmd{Rule: "image_generation", IfAllowed: true}); err != nil || a.Amount != 0 || a.Remaining != 0 || a.Balance != 10 {
			b.Error(a, err)
		}
	})
}

func TestPutRefuses(t *testing.T) {
	rules(t, func(b *bench) {
		for name, edit := range map[string]func(r *rule.Rule){
			"no amount": func(r *rule.Rule) { r.Amount = 0 }, "a negative amount": func(r *rule.Rule) { r.Amount = -1 }, "beyond bounds": func(r *rule.Rule) { r.Amount = amount.Max + 1 },
			"no asset": func(r *rule.Rule) { r.Asset = "" }, "a negative limit": func(r *rule.Rule) { r.DailyMax = -1 }, "another": func(r *rule.Rule) { r.TotalMax = -1 },
			"an unknown status": func(r *rule.Rule) { r.Status = "paused" }, "no name": func(r *rule.Rule) { r.Name = "" },
		} {
			r := b.rule
			edit(&r)
			_, err := store.Do(b.Context(), b.store, 0, func(tx *store.Tx) (rule.Rule, error) { return rule.Put(tx, r) })
			if !errors.Is(err, rule.ErrInvalid) {
				b.Errorf("%s: %v", name, err)
			}
		}
		stale := b.rule
		stale.Version = 0
		_, err := store.Do(b.Context(), b.store, 0, func(tx *store.Tx) (rule.Rule, error) { return rule.Put(tx, stale) })
		if !errors.Is(err, rule.ErrStale) {
			b.Error(err)
		}
	})
}

// Fifty calls at once stay within the limit.
func TestLimitsHoldInARace(t *testing.T) {
	race := func(b *bench) {
		var sum atomic.Int64
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				a, err := b.award(rule.AwardCmd{Rule: "image_generation", Source: fmt.Sprint(i)})
				if err != nil {
					b.Error(err)
				}
				sum.Add(int64(a.Amount))
			})
		}
		wg.Wait()
		if sum.Load() != 30 {
			b.Errorf("%d points were awarded", sum.Load())
		}
		if list, err := rule.List(b.Context(), b.store); err != nil || len(list) != 1 || list[0] != b.rule {
			b.Error(list, err)
		}
	}
	t.Run("sqlite", func(t *testing.T) { run(t, storetest.SQLite, race) })
	t.Run("postgres", func(t *testing.T) { run(t, storetest.Postgres, race) })
}
