package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

func TestRetry(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		r := runner(s, clk, nil)
		out, err := job.Discard("no"), error(nil)
		running := make(chan error, 1)
		r.Register("k", func(_ context.Context, j job.Job) (job.Outcome, error) {
			running <- operate(t, s, j.ID, job.Retry)
			return out, err
		}, job.HandlerOptions{})
		cmd := job.EnqueueCmd{Kind: "k", Key: "one"}
		first := enqueue(t, s, cmd)
		step(t, r, 1)
		refusedOnce := func() {
			if err := receive(t, running); !errors.Is(err, job.ErrNotRetryable) {
				t.Fatalf("retried while running: %v", err)
			}
		}
		refusedOnce()

		// Another job has the key: there is one of its kind already.
		second := enqueue(t, s, cmd)
		if err := operate(t, s, first, job.Retry); !errors.Is(err, job.ErrNotRetryable) {
			t.Fatalf("two jobs with one key: %v", err)
		}
		out = job.Done()
		step(t, r, 1)
		refusedOnce()
		if err := operate(t, s, second, job.Retry); !errors.Is(err, job.ErrNotRetryable) {
			t.Fatalf("retried though done: %v", err)
		}

		must(t, operate(t, s, first, job.Retry))
		if j := peek(t, s, first); j.State != job.StateReady || j.Attempt != 0 || j.FinishedAt != 0 || j.LastError != "no" {
			t.Fatalf("retried %+v", j)
		}
		if enqueue(t, s, cmd) != first {
			t.Fatal("a retried job has not taken its key again")
		}
		err = errBroken
		step(t, r, 1)
		refusedOnce()
		step(t, r, 0)
		must(t, operate(t, s, first, job.Retry)) // now, not after its backoff
		err = nil
		step(t, r, 1)
		if j := peek(t, s, first); j.State != job.StateDone || j.LastError != "" {
			t.Fatalf("in the end %+v", j)
		}
		if err := operate(t, s, 5, job.Retry); !errors.Is(err, job.ErrNotFound) {
			t.Fatalf("unknown job: %v", err)
		}
	})
}

func TestCancel(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		r := runner(s, clk, nil)
		r.Register("k", func(ctx context.Context, j job.Job) (job.Outcome, error) {
			must(t, operate(t, s, j.ID, job.Cancel))
			if err := complete(ctx, s, j.Lease()); !errors.Is(err, job.ErrLeaseLost) {
				t.Errorf("completed though cancelled: %v", err)
			}
			return job.Done(), nil
		}, job.HandlerOptions{})
		cmd := job.EnqueueCmd{Kind: "k", Key: "one", RunAt: start.Add(time.Hour)}
		waiting := enqueue(t, s, cmd)
		must(t, operate(t, s, waiting, job.Cancel))
		if j := peek(t, s, waiting); j.State != job.StateFailed || j.LastError != "job.cancelled: The job was cancelled by an operator." {
			t.Fatalf("cancelled %+v", j)
		}
		running := enqueue(t, s, cmd)
		if running == waiting {
			t.Fatal("a cancelled job kept its key")
		}
		clk.Advance(time.Hour)
		step(t, r, 1)
		if j := peek(t, s, running); j.State != job.StateFailed {
			t.Fatalf("its handler overruled the operator: %+v", j)
		}
		step(t, r, 0)
		if err := operate(t, s, running, job.Cancel); !errors.Is(err, job.ErrFinished) {
			t.Fatalf("cancelled twice: %v", err)
		}
		if err := operate(t, s, 5, job.Cancel); !errors.Is(err, job.ErrNotFound) {
			t.Fatalf("unknown job: %v", err)
		}
	})
}
