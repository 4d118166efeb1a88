package job_test

import (
	"context"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

func TestPeriodicWorkIsDoneByOneProcess(t *testing.T) {
	processes(t, func(t *testing.T, a, b *store.Store, clk *clock.Manual) {
		did := map[string]int{}
		register := func(name string, s *store.Store) *job.Runner {
			r := runner(s, clk, nil)
			r.Periodic("sweep", time.Hour, func(context.Context) error { did[name]++; return nil })
			return r
		}
		first, second := register("first", a), register("second", b)
		step(t, first, 1)
		step(t, second, 0)
		clk.Advance(time.Hour - time.Microsecond)
		step(t, second, 0)
		clk.Advance(time.Microsecond)
		step(t, second, 1)
		step(t, first, 0)
		// A restart changes nothing of the rhythm, and what was missed is
		// not made up for.
		clk.Advance(150 * time.Minute)
		third := register("third", a)
		step(t, third, 1)
		step(t, first, 0)
		clk.Advance(30 * time.Minute)
		step(t, first, 1)
		if did["first"] != 2 || did["second"] != 1 || did["third"] != 1 {
			t.Fatalf("did %v", did)
		}
	})
}

func TestPeriodicWorkOutlivesTheProcessThatDidIt(t *testing.T) {
	processes(t, func(t *testing.T, a, b *store.Store, clk *clock.Manual) {
		began, proceed := make(chan struct{}), make(chan struct{})
		first := runner(a, clk, nil)
		first.Periodic("walk", 10*time.Minute, func(context.Context) error { close(began); <-proceed; return errBroken })
		ended := make(chan error, 1)
		go func() { _, err := first.Step(t.Context()); ended <- err }()
		receive(t, began)

		second := runner(b, clk, nil)
		runs := 0
		second.Periodic("walk", 10*time.Minute, func(context.Context) error { runs++; return nil })
		step(t, second, 0)
		clk.Advance(time.Minute - 1)
		step(t, second, 0)
		clk.Advance(time.Microsecond)
		step(t, second, 1)
		before, _, owner, err := job.PeekPeriodic(t.Context(), b, "walk")
		if err != nil || owner != "" || before != start.Add(10*time.Minute) {
			t.Fatalf("planned %v, owner %q, %v", before, owner, err)
		}
		close(proceed)
		must(t, receive(t, ended))
		if after, failures, _, _ := job.PeekPeriodic(t.Context(), b, "walk"); after != before || failures != 0 || runs != 1 {
			t.Fatalf("a zombie concluded: %v, failures %d, runs %d", after, failures, runs)
		}
	})
}

func TestPeriodicWorkThatFailsIsTriedSooner(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		var heard alarms
		r := runner(s, clk, &heard)
		fail, runs := true, 0
		r.Periodic("rollup", time.Hour, func(context.Context) error {
			if runs++; runs == 2 {
				panic("impossible")
			}
			if fail {
				return errBroken
			}
			return nil
		})
		for n := range 30 {
			step(t, r, 1)
			next, failures, owner, err := job.PeekPeriodic(t.Context(), s, "rollup")
			wait := next.Sub(clk.Now())
			longest := min(time.Second<<min(n, 20), time.Hour)
			if err != nil || wait < longest/2 || wait > longest || failures != int32(n+1) || owner != "" {
				t.Fatalf("after failure %d: wait %v, failures %d, owner %q, %v", n+1, wait, failures, owner, err)
			}
			clk.Set(next - 1)
			step(t, r, 0)
			clk.Set(next)
		}
		if heard.count() != 30 {
			t.Fatalf("%d alarms", heard.count())
		}
		fail = false
		step(t, r, 1)
		next, failures, _, _ := job.PeekPeriodic(t.Context(), s, "rollup")
		if next != clk.Now().Add(time.Hour) || failures != 0 {
			t.Fatalf("after success: next in %v, failures %d", next.Sub(clk.Now()), failures)
		}
	})
}

func TestAShorterPeriodTakesEffectAtOnce(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		quiet := func(context.Context) error { return nil }
		slow := runner(s, clk, nil)
		slow.Periodic("report", 24*time.Hour, quiet)
		step(t, slow, 1)
		quick := runner(s, clk, nil)
		quick.Periodic("report", time.Minute, quiet)
		step(t, quick, 0)
		clk.Advance(time.Minute)
		step(t, quick, 1)
	})
}

func TestTheRhythmOfAPeriodIsKept(t *testing.T) {
	for _, c := range []struct {
		due, now, want instant.Instant
	}{
		{0, 0, 10}, {0, 9, 10}, {0, 10, 20}, {0, 11, 20}, {0, 35, 40}, {5, 5, 15}, {5, 16, 25}, {5, 3, 15},
	} {
		if got := job.NextOnGrid(c.due, c.now, 10*time.Microsecond); got != c.want {
			t.Errorf("due %d, now %d: %d, want %d", c.due, c.now, got, c.want)
		}
	}
}
