package job_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

func TestStopWaitsForWhatRunsAndClaimsNothingMore(t *testing.T) {
	bubble(t, func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, _ *alarms) {
		r.Register("k", func(ctx context.Context, _ job.Job) (job.Outcome, error) {
			time.Sleep(10 * time.Second)
			return job.Done(), ctx.Err()
		}, job.HandlerOptions{Concurrency: 1})
		r.Start()
		running := viaQueue(t, s, q, job.EnqueueCmd{Kind: "k"})
		waiting := viaQueue(t, s, q, job.EnqueueCmd{Kind: "k"})
		synctest.Wait()
		begin := time.Now()
		must(t, r.Stop(t.Context()))
		if took := time.Since(begin); took != 10*time.Second {
			t.Errorf("stopped after %v", took)
		}
		if j := peek(t, s, running); j.State != job.StateDone {
			t.Errorf("what ran: %+v", j)
		}
		if j := peek(t, s, waiting); j.State != job.StateReady || j.Attempt != 0 {
			t.Errorf("what waited: %+v", j)
		}
		must(t, r.Stop(t.Context()))
	})
}

func TestStopInterruptsWhenItsTimeIsUp(t *testing.T) {
	bubble(t, func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, heard *alarms) {
		r.Register("good", func(ctx context.Context, _ job.Job) (job.Outcome, error) {
			<-ctx.Done()
			return job.Done(), ctx.Err()
		}, job.HandlerOptions{})
		deaf := newStuck(func(ctx context.Context, j job.Job) (job.Outcome, error) {
			return job.Done(), complete(context.WithoutCancel(ctx), s, j.Lease())
		})
		r.Register("deaf", deaf.handle, job.HandlerOptions{})
		r.Periodic("good", time.Hour, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
		good := viaQueue(t, s, q, job.EnqueueCmd{Kind: "good"})
		bad := viaQueue(t, s, q, job.EnqueueCmd{Kind: "deaf"})
		r.Start()
		lost := <-deaf.began

		limit, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		begin := time.Now()
		if err := r.Stop(limit); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 7*time.Second {
			t.Errorf("stopped with %v after %v", err, time.Since(begin))
		}
		// Everything is free for other processes at once, and cost nothing.
		for _, i := range []job.Job{peek(t, s, good), peek(t, s, bad)} {
			if i.State != job.StateReady || i.Attempt != 0 || i.LeaseOwner != "" || i.LastError != "" {
				t.Errorf("left behind %+v", i)
			}
		}
		if _, failures, owner, err := job.PeekPeriodic(t.Context(), s, "good"); failures != 0 || owner != "" || err != nil {
			t.Errorf("periodic: %d failures, owner %q, %v", failures, owner, err)
		}
		if err := complete(t.Context(), s, lost.Lease()); !errors.Is(err, job.ErrLeaseLost) {
			t.Errorf("completed after its release: %v", err)
		}
		close(deaf.proceed)
		synctest.Wait()
		if j := peek(t, s, bad); j.State != job.StateReady || heard.count() != 0 {
			t.Errorf("the zombie left %+v, alarms %v", j, heard.list)
		}

		next := job.NewRunner(s, q, job.Options{})
		next.Register("good", always(job.Done(), nil), job.HandlerOptions{})
		next.Register("deaf", always(job.Done(), nil), job.HandlerOptions{})
		next.Periodic("good", time.Hour, func(context.Context) error { return nil })
		step(t, next, 3)
	})
}

func TestAStepThatIsInterruptedGivesItsJobsBack(t *testing.T) {
	bubble(t, func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, _ *alarms) {
		ctx, cancel := context.WithCancel(t.Context())
		r.Register("k", func(ctx context.Context, _ job.Job) (job.Outcome, error) {
			cancel()
			return job.Done(), ctx.Err()
		}, job.HandlerOptions{})
		i := viaQueue(t, s, q, job.EnqueueCmd{Kind: "k"})
		if n, err := r.Step(ctx); n != 1 || err != nil {
			t.Fatalf("step %d, %v", n, err)
		}
		if j := peek(t, s, i); j.State != job.StateReady || j.Attempt != 0 {
			t.Fatalf("left behind %+v", j)
		}
	})
}

func TestStopBeforeStart(t *testing.T) {
	bubble(t, func(t *testing.T, _ *store.Store, _ *job.Queue, r *job.Runner, _ *alarms) {
		must(t, r.Stop(t.Context()))
	})
}

// The database goes away for good while a handler runs: it is told to end
// before anybody else could begin its work.
func TestAHandlerEndsWithALeaseThatCannotBeRenewed(t *testing.T) {
	bubble(t, func(t *testing.T, s *store.Store, q *job.Queue, r *job.Runner, _ *alarms) {
		causes := make(chan error, 1)
		began := make(chan time.Time, 1)
		r.Register("k", func(ctx context.Context, _ job.Job) (job.Outcome, error) {
			began <- time.Now()
			<-ctx.Done()
			causes <- context.Cause(ctx)
			return job.Done(), ctx.Err()
		}, job.HandlerOptions{})
		r.Start()
		viaQueue(t, s, q, job.EnqueueCmd{Kind: "k"})
		begin := <-began
		s.Close()
		if cause := <-causes; !errors.Is(cause, job.ErrLeaseLost) || time.Since(begin) > time.Minute {
			t.Errorf("%v after %v", cause, time.Since(begin))
		}
		must(t, r.Stop(t.Context()))
	})
}
