package reward_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// Whatever members, operators and the clock do, and in whatever order: the
// sums are those of the list, every book follows from its rewards, and no
// value is lost.
func TestBooksFollowFromRewards(t *testing.T) {
	run := 0
	b := setup(t, storetest.SQLite)
	rapid.Check(t, func(rt *rapid.T) {
		run++
		members := []id.ID{
			b.join(fmt.Sprint(run, " top"), 0, member.Role{Name: member.Community}),
			b.join(fmt.Sprint(run, " area"), 0, member.Role{Name: member.CityArea, Region: fmt.Sprint("c", run)}),
		}
		members = append(members, b.join(fmt.Sprint(run, " middle"), members[0]))
		members = append(members, b.join(fmt.Sprint(run, " low"), members[2]))
		w := world{b, rt, run, members, 0}
		rt.Repeat(map[string]func(*rapid.T){
			"adopt": func(rt *rapid.T) { w.rt = rt; w.adopt() },
			"advance": func(rt *rapid.T) {
				b.clock.Advance(time.Duration(rapid.Int64Range(1, int64(20*time.Hour)).Draw(rt, "by")).Truncate(time.Microsecond))
			},
			"sweep":  func(*rapid.T) { b.must(b.rewards.Sweep(b.t.Context())) },
			"settle": func(rt *rapid.T) { w.rt = rt; w.settle() },
			"work":   func(*rapid.T) { b.work() },
			"decide": func(rt *rapid.T) { w.rt = rt; w.decide() },
			"":       func(*rapid.T) { w.sums() },
		})
	})
	b.verify()
}

// world is one run of random acts.
type world struct {
	*bundle
	rt      *rapid.T
	run     int
	members []id.ID
	events  int
}

func (w *world) someone() id.ID { return rapid.SampledFrom(w.members).Draw(w.rt, "who") }

func (w *world) adopt() {
	w.events++
	cmd := reward.AllocateCmd{
		Event: fmt.Sprint(w.run, "/", w.events), Member: w.someone(), Trees: rapid.Int64Range(1, 5).Draw(w.rt, "trees"), Province: "44", City: fmt.Sprint("c", w.run), By: actor.OfSystem,
	}
	w.write(func(tx *store.Tx) error { _, err := w.rewards.Allocate(tx, cmd); return err })
}

func (w *world) settle() {
	_, err := w.open(w.someone(), rapid.SampledFrom(settlement.Currencies()).Draw(w.rt, "currency"))
	if err != nil && !errors.Is(err, reward.ErrNothing) {
		w.rt.Fatal(err)
	}
}

func (w *world) decide() {
	list, err := reward.Browse(w.t.Context(), w.s, reward.BrowseCmd{Member: w.someone(), Limit: 50, Now: w.clock.Now()})
	w.must(err)
	if len(list) == 0 {
		return
	}
	one := rapid.SampledFrom(list).Draw(w.rt, "reward")
	act := rapid.SampledFrom([]func(*store.Tx, reward.DecideCmd) (reward.Reward, error){w.rewards.Hold, w.rewards.Release, w.rewards.Reverse}).Draw(w.rt, "act")
	err = w.s.Write(w.t.Context(), one.Bucket, func(tx *store.Tx) error {
		_, err := act(tx, reward.DecideCmd{Reward: one.ID, Reason: "x", Actor: actor.OfSystem})
		return err
	})
	if err != nil && !errors.Is(err, reward.ErrState) {
		w.rt.Fatal(err)
	}
}

// sums holds what a member reads to what is listed at the same instant.
func (w *world) sums() {
	for _, m := range w.members {
		listed := map[reward.State]amount.Amount{}
		for _, s := range []reward.State{reward.Pending, reward.Settleable, reward.Settled, reward.Expired} {
			for _, r := range w.list(m, s) {
				listed[s] += r.USDT
			}
		}
		s := w.sum(m)
		read := map[reward.State]amount.Amount{
			reward.Pending: s.PendingUSDT + s.HeldUSDT, reward.Settleable: s.SettleableUSDT + s.SettlingUSDT, reward.Settled: s.SettledUSDT, reward.Expired: s.ExpiredUSDT,
		}
		for state, n := range read {
			if listed[state] != n {
				w.rt.Fatalf("member %d: %s is read as %d and listed as %d", m, state, n, listed[state])
			}
		}
		if waiting := len(w.pending(m)) > 0 && s.HeldUSDT == 0; waiting != (s.Earliest != 0) && s.HeldUSDT == 0 {
			w.rt.Fatalf("member %d: the earliest end is %d", m, s.Earliest)
		}
	}
}
