package job_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// bubble runs a test whose clock is the bubble's, on a memory store: all
// waiting takes no time, and every timer is exact.
func bubble(t *testing.T, test func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, heard *alarms)) {
	synctest.Test(t, func(t *testing.T) {
		s := store.OpenMemory(store.Options{})
		defer s.Close()
		q, heard := job.NewQueue(), &alarms{}
		test(t, s, q, job.NewRunner(s, q, job.Options{OnAlarm: heard.hear}), heard)
	})
}

func viaQueue(t *testing.T, s *store.Store, q *job.Queue, cmd job.EnqueueCmd) id.ID {
	t.Helper()
	i, err := store.Do(t.Context(), s, cmd.Route, func(tx *store.Tx) (id.ID, error) { return q.Enqueue(tx, cmd) })
	must(t, err)
	return i
}

func TestTheQueueWakesItsRunner(t *testing.T) {
	bubble(t, func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, _ *alarms) {
		ran := make(chan time.Time, 9)
		r.Register("k", func(context.Context, job.Job) (job.Outcome, error) {
			ran <- time.Now()
			return job.Done(), nil
		}, job.HandlerOptions{Concurrency: 1})
		r.Start()
		time.Sleep(100 * time.Millisecond)
		begin := time.Now()
		for range 3 { // one slot: the second and third run when it is free again
			viaQueue(t, s, q, job.EnqueueCmd{Kind: "k"})
		}
		for range 3 {
			if at := <-ran; !at.Equal(begin) {
				t.Errorf("ran %v late", at.Sub(begin))
			}
		}
		synctest.Wait()                                // the last one's end has polled
		viaQueue(t, s, nil, job.EnqueueCmd{Kind: "k"}) // wakes nobody
		if at := <-ran; at.Equal(begin) || at.Sub(begin) > time.Second {
			t.Errorf("polled after %v", at.Sub(begin))
		}
		must(t, r.Stop(t.Context()))
	})
}

func TestALeaseIsRenewedWhileItsHandlerRuns(t *testing.T) {
	bubble(t, func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, _ *alarms) {
		long := func(ctx context.Context, j job.Job) (job.Outcome, error) {
			select {
			case <-time.After(time.Hour):
				return job.Done(), nil
			case <-ctx.Done():
				return job.Done(), context.Cause(ctx)
			}
		}
		opts := job.HandlerOptions{Timeout: 2 * time.Hour}
		other := job.NewRunner(s, job.NewQueue(), job.Options{})
		var thefts atomic.Int32
		other.Register("k", func(context.Context, job.Job) (job.Outcome, error) { thefts.Add(1); return job.Done(), nil }, opts)
		other.Periodic("p", time.Second, func(context.Context) error { thefts.Add(1); return nil })
		r.Register("k", long, opts)
		r.Periodic("p", time.Second, func(ctx context.Context) error {
			_, err := long(ctx, job.Job{})
			return err
		})
		i := viaQueue(t, s, q, job.EnqueueCmd{Kind: "k"})
		r.Start()
		time.Sleep(time.Millisecond)
		other.Start()
		time.Sleep(59 * time.Minute)
		if j := peek(t, s, i); j.State != job.StateLeased || j.Attempt != 1 || thefts.Load() != 0 {
			t.Fatalf("after 59 minutes %+v, thefts %d", j, thefts.Load())
		}
		must(t, other.Stop(t.Context()))
		must(t, r.Stop(t.Context())) // waits for the last minute
		if j := peek(t, s, i); j.State != job.StateDone || j.Attempt != 1 {
			t.Fatalf("in the end %+v", j)
		}
	})
}

func TestAHandlerHearsThatItsLeaseIsLost(t *testing.T) {
	bubble(t, func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, heard *alarms) {
		causes := make(chan error, 1)
		r.Register("k", func(ctx context.Context, _ job.Job) (job.Outcome, error) {
			<-ctx.Done()
			causes <- context.Cause(ctx)
			return job.Done(), ctx.Err()
		}, job.HandlerOptions{})
		r.Start()
		i := viaQueue(t, s, q, job.EnqueueCmd{Kind: "k"})
		synctest.Wait()
		begin := time.Now()
		must(t, operate(t, s, i, job.Cancel))
		if cause := <-causes; !errors.Is(cause, job.ErrLeaseLost) || time.Since(begin) > 20*time.Second {
			t.Fatalf("%v after %v", cause, time.Since(begin))
		}
		must(t, r.Stop(t.Context()))
		if j := peek(t, s, i); j.State != job.StateFailed || heard.count() != 0 {
			t.Fatalf("%+v, alarms %v", j, heard.list)
		}
	})
}

func TestAnAttemptThatTakesTooLongHasFailed(t *testing.T) {
	bubble(t, func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, _ *alarms) {
		r.Register("k", func(ctx context.Context, _ job.Job) (job.Outcome, error) {
			<-ctx.Done()
			return job.Done(), ctx.Err()
		}, job.HandlerOptions{Timeout: 5 * time.Second})
		i := viaQueue(t, s, q, job.EnqueueCmd{Kind: "k", AttemptsMax: 2})
		begin := time.Now()
		step(t, r, 1)
		j := peek(t, s, i)
		if j.State != job.StateReady || j.Attempt != 1 || j.LastError != "job.timeout: The attempt took too long." || time.Since(begin) != 5*time.Second {
			t.Fatalf("after %v %+v", time.Since(begin), j)
		}
	})
}

func TestUnknownKindsWaitAndKeepNobodyWaiting(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		unknown := enqueueMany(t, s, 200, job.EnqueueCmd{Kind: "from.the.future", RunAt: 1})[0]
		enqueueMany(t, s, 200, job.EnqueueCmd{Kind: "many", RunAt: 2})
		few := enqueue(t, s, job.EnqueueCmd{Kind: "few"})
		r := runner(s, clk, nil)
		r.Register("many", always(job.Done(), nil), job.HandlerOptions{Concurrency: 3})
		r.Register("few", always(job.Done(), nil), job.HandlerOptions{})
		step(t, r, 4)
		if j := peek(t, s, few); j.State != job.StateDone {
			t.Fatalf("starved: %+v", j)
		}
		if n := drain(t, r); n != 197 {
			t.Fatalf("%d of 197 ran", n)
		}
		if j := peek(t, s, unknown); j.State != job.StateReady || j.Attempt != 0 {
			t.Fatalf("the unknown kind: %+v", j)
		}
	})
}

func TestConcurrencyIsBoundedByKind(t *testing.T) {
	bubble(t, func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, _ *alarms) {
		var now, most, ran atomic.Int32
		r.Register("k", func(context.Context, job.Job) (job.Outcome, error) {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			time.Sleep(time.Second)
			now.Add(-1)
			ran.Add(1)
			return job.Done(), nil
		}, job.HandlerOptions{Concurrency: 5})
		for range 50 {
			viaQueue(t, s, q, job.EnqueueCmd{Kind: "k"})
		}
		begin := time.Now()
		r.Start()
		for ran.Load() < 50 {
			time.Sleep(time.Millisecond)
		}
		if took := time.Since(begin); most.Load() != 5 || took > 10*time.Second+10*time.Millisecond {
			t.Fatalf("%d at a time, took %v", most.Load(), took)
		}
		must(t, r.Stop(t.Context()))
	})
}

// Ready jobs and jobs to rescue are found side by side, more than there are
// slots.
func TestRescuesAndReadyJobsShareTheSlots(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		dead := job.NewRunner(s, job.NewQueue(), job.Options{Now: clk.Now})
		proceed, ended := make(chan struct{}), make(chan error, 1)
		began := make(chan struct{}, 2)
		dead.Register("k", func(context.Context, job.Job) (job.Outcome, error) {
			began <- struct{}{}
			<-proceed
			return job.Done(), nil
		}, job.HandlerOptions{Concurrency: 2})
		enqueueMany(t, s, 2, job.EnqueueCmd{Kind: "k"})
		go func() { _, err := dead.Step(t.Context()); ended <- err }()
		receive(t, began)
		receive(t, began)
		clk.Advance(time.Minute)
		enqueueMany(t, s, 2, job.EnqueueCmd{Kind: "k"})

		r := runner(s, clk, nil)
		var rescued atomic.Int32
		r.Register("k", func(_ context.Context, j job.Job) (job.Outcome, error) {
			rescued.Add(j.Attempt - 1)
			return job.Done(), nil
		}, job.HandlerOptions{Concurrency: 2})
		step(t, r, 2)
		if rescued.Load() != 2 {
			t.Errorf("%d of the first two were rescued ones", rescued.Load())
		}
		step(t, r, 2)
		step(t, r, 0)
		close(proceed)
		must(t, receive(t, ended))
	})
}

func TestRegistrationIsCheckedAndEndsWithTheStart(t *testing.T) {
	s := store.OpenMemory(store.Options{})
	defer s.Close()
	ok := always(job.Done(), nil)
	quiet := func(context.Context) error { return nil }
	fresh := func() *job.Runner { return job.NewRunner(s, job.NewQueue(), job.Options{}) }
	stepped := fresh()
	step(t, stepped, 0)
	for name, wrong := range map[string]func(){
		"misnamed": func() { fresh().Register("Not A Kind", ok, job.HandlerOptions{}) },
		"twice": func() {
			r := fresh()
			r.Register("k", ok, job.HandlerOptions{})
			r.Register("k", ok, job.HandlerOptions{})
		},
		"late":             func() { stepped.Register("k", ok, job.HandlerOptions{}) },
		"periodic twice":   func() { r := fresh(); r.Periodic("p", time.Minute, quiet); r.Periodic("p", time.Minute, quiet) },
		"periodic often":   func() { fresh().Periodic("p", time.Millisecond, quiet) },
		"periodic late":    func() { stepped.Periodic("p", time.Minute, quiet) },
		"periodic unnamed": func() { fresh().Periodic("", time.Minute, quiet) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: accepted", name)
				}
			}()
			wrong()
		}()
	}
}
