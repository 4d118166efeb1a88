package report

import (
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func TestFreshness(t *testing.T) {
	today := ledger.Period{Day: 20250116}
	at := func(age time.Duration) time.Time { return time.Unix(1_000_000, 0).Add(age) }
	for _, c := range []struct {
		name   string
		took   time.Duration
		age    time.Duration
		period ledger.Period
		want   freshness
	}{
		{"begun after the request", time.Millisecond, -1, today, fresh},
		{"cheap and older", time.Millisecond, 1, today, useless},
		{"dear and young", 10 * time.Millisecond, 200 * time.Millisecond, today, fresh},
		{"dear and old", 10 * time.Millisecond, 201 * time.Millisecond, today, useless},
		{"very dear and old", time.Second, 21 * time.Second, today, stale},
		{"as dear as it gets", 10 * time.Second, 31 * time.Second, today, stale},
		{"forgotten", 10 * time.Second, 6 * time.Minute, today, useless},
		{"of yesterday", 10 * time.Second, 1, ledger.Period{Day: 20250115}, useless},
	} {
		b := &board{period: c.period, begun: at(0), took: c.took}
		if got := b.freshness(at(c.age), today); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	if (*board)(nil).freshness(at(0), today) != useless {
		t.Error("no board is good for something")
	}
}

// stopwatch is a tick that goes on by a step at each look.
type stopwatch struct {
	mu    sync.Mutex
	at    time.Time
	step  time.Duration
	looks int
}

func (w *stopwatch) tick() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looks++
	w.at = w.at.Add(w.step)
	return w.at
}

func (w *stopwatch) skip(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// rig is a leaderboard of one member whose computations cost what the test
// says.
type rig struct {
	*testing.T
	store  *store.Store
	clock  *clock.Manual
	ledger *ledger.Ledger
	watch  *stopwatch
	board  *Leaderboard
	ann    id.ID
}

func newRig(t *testing.T, cost time.Duration) *rig {
	clk := clock.NewManual(instant.Of(time.Date(2025, 1, 16, 12, 0, 0, 0, time.UTC)))
	r := &rig{T: t, clock: clk, store: storetest.SQLite(t, store.Options{Now: clk.Now}), ledger: ledger.New(time.UTC), watch: &stopwatch{step: cost}}
	r.board = NewLeaderboard(r.store, r.ledger, clk.Now)
	r.board.tick = r.watch.tick
	m, err := store.Do(t.Context(), r.store, 0, func(tx *store.Tx) (member.Member, error) {
		m, _, err := member.Ensure(tx, member.Wallet("ann"))
		return m, err
	})
	if err != nil {
		t.Fatal(err)
	}
	r.ann = m.ID
	return r
}

func (r *rig) grant(n amount.Amount) {
	r.Helper()
	err := r.store.Write(r.Context(), r.ann.Bucket(), func(tx *store.Tx) error {
		_, err := r.ledger.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(r.ann), Asset: ledger.Point, Amount: n, Kind: ledger.Earn, Actor: actor.OfSystem})
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) total() amount.Amount {
	r.Helper()
	list, err := r.board.Top(r.Context(), Total, 1)
	if err != nil || len(list) != 1 {
		r.Fatal(list, err)
	}
	return list[0].Total
}

// A cheap board always shows what was answered before.
func TestACheapBoardIsAlwaysFresh(t *testing.T) {
	r := newRig(t, time.Millisecond)
	for n := range amount.Amount(20) {
		r.grant(1)
		if got := r.total(); got != n+1 {
			t.Fatalf("%d points, want %d", got, n+1)
		}
	}
}

// A dear board is good for a while, and then computed while nobody waits.
func TestADearBoardIsComputedBehindTheScenes(t *testing.T) {
	r := newRig(t, time.Second)
	r.grant(1)
	if got := r.total(); got != 1 {
		t.Fatal(got)
	}
	r.grant(1)
	if got := r.total(); got != 1 {
		t.Fatalf("%d points: it was computed again", got)
	}
	r.watch.skip(25 * time.Second)
	if got := r.total(); got != 1 {
		t.Fatalf("%d points: somebody waited", got)
	}
	for deadline := time.Now().Add(10 * time.Second); r.total() != 2; {
		if time.Now().After(deadline) {
			t.Fatal("it was not computed again")
		}
	}
	r.grant(1)
	r.clock.Advance(24 * time.Hour)
	if got := r.total(); got != 3 {
		t.Fatalf("%d points: yesterday's board", got)
	}
}

// All who wait for the first board wait for one computation.
func TestOneComputationForAll(t *testing.T) {
	r := newRig(t, time.Second)
	r.grant(1)
	var wg sync.WaitGroup
	const waiting = 15 // looks at the clock, each a second long, in which the board does not age
	for range waiting {
		wg.Go(func() { r.total() })
	}
	wg.Wait()
	if r.watch.looks != waiting+2 {
		t.Errorf("%d looks at the clock: one a request and two a computation", r.watch.looks)
	}
}

// A computation that fails is told to those who wait, and tried again.
func TestAFailedComputation(t *testing.T) {
	r := newRig(t, time.Millisecond)
	r.store.Close()
	for range 2 {
		if _, err := r.board.Top(t.Context(), Total, 1); err == nil {
			t.Error("a closed store had leaders")
		}
	}
}
