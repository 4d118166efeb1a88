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

func TestProgressIsWrittenOnceASecondAndAtTheEnd(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		r := runner(s, clk, nil)
		done := errBroken
		r.Register("export", func(ctx context.Context, j job.Job) (job.Outcome, error) {
			writes := s.Stats().Batches
			for n := range int64(1000) {
				must(t, job.Progress(ctx, j.ID, n, 1000))
			}
			if got := s.Stats().Batches - writes; got != 1 {
				t.Errorf("%d writes in one instant", got)
			}
			if now := peek(t, s, j.ID); now.ProgressDone != 0 || now.ProgressTotal != 1000 {
				t.Errorf("first report: %+v", now)
			}
			clk.Advance(time.Second)
			must(t, job.Progress(ctx, j.ID, 500, 1000))
			if now := peek(t, s, j.ID); now.ProgressDone != 500 {
				t.Errorf("a second later: %+v", now)
			}
			must(t, job.Progress(ctx, j.ID, 700, 1000))
			for _, wrong := range []error{
				job.Progress(ctx, j.ID+1, 1, 2), job.Progress(ctx, j.ID, -1, 2), job.Progress(ctx, j.ID, 0, 0),
				job.Progress(context.Background(), j.ID, 1, 2),
			} {
				if !errors.Is(wrong, job.ErrInvalid) {
					t.Errorf("accepted: %v", wrong)
				}
			}
			return job.Done(), done
		}, job.HandlerOptions{})
		i := enqueue(t, s, job.EnqueueCmd{Kind: "export"})
		step(t, r, 1)
		if j := peek(t, s, i); j.State != job.StateReady || j.ProgressDone != 700 {
			t.Fatalf("after a failed attempt %+v", j)
		}
		done = nil
		clk.Set(peek(t, s, i).RunAt)
		step(t, r, 1)
		if j := peek(t, s, i); j.State != job.StateDone || j.ProgressDone != 1000 || j.ProgressTotal != 1000 {
			t.Fatalf("in the end %+v", j)
		}
	})
}

func TestProgressTellsAZombie(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		r := runner(s, clk, nil)
		r.Register("export", func(ctx context.Context, j job.Job) (job.Outcome, error) {
			must(t, operate(t, s, j.ID, job.Cancel))
			if err := job.Progress(ctx, j.ID, 1, 2); !errors.Is(err, job.ErrLeaseLost) {
				t.Errorf("progress of a cancelled job: %v", err)
			}
			return job.Done(), nil
		}, job.HandlerOptions{})
		i := enqueue(t, s, job.EnqueueCmd{Kind: "export"})
		step(t, r, 1)
		if j := peek(t, s, i); j.State != job.StateFailed || j.ProgressTotal != 0 {
			t.Fatalf("left %+v", j)
		}
	})
}
