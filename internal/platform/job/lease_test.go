package job_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// stuck is a handler that a test holds in the middle of its work.
type stuck struct {
	began   chan job.Job
	proceed chan struct{}
	after   func(ctx context.Context, j job.Job) (job.Outcome, error)
}

func newStuck(after job.Handler) *stuck {
	return &stuck{began: make(chan job.Job, 1), proceed: make(chan struct{}), after: after}
}

func (h *stuck) handle(ctx context.Context, j job.Job) (job.Outcome, error) {
	h.began <- j
	<-h.proceed
	return h.after(ctx, j)
}

func TestAJobIsRescuedFromAProcessThatCrashed(t *testing.T) {
	processes(t, func(t *testing.T, a, b *store.Store, clk *clock.Manual) {
		// The first process never comes to its end: its handler hangs and,
		// the clock being the test's, its lease is not renewed in time.
		zombie := newStuck(func(ctx context.Context, j job.Job) (job.Outcome, error) {
			return job.Done(), complete(ctx, a, j.Lease())
		})
		first := runner(a, clk, nil)
		first.Register("chain.post", zombie.handle, job.HandlerOptions{})
		i := enqueue(t, a, job.EnqueueCmd{Kind: "chain.post", Route: 5, Key: "tx 1"})
		ended := make(chan error, 1)
		go func() { _, err := first.Step(t.Context()); ended <- err }()
		lost := receive(t, zombie.began)

		second := runner(b, clk, nil)
		var seen job.Job
		second.Register("chain.post", func(ctx context.Context, j job.Job) (job.Outcome, error) {
			seen = j
			return job.Done(), complete(ctx, b, j.Lease())
		}, job.HandlerOptions{})
		step(t, second, 0)
		clk.Advance(time.Minute - time.Microsecond)
		step(t, second, 0)
		clk.Advance(time.Microsecond)
		step(t, second, 1)
		if seen.Attempt != 2 || seen.Lease() == lost.Lease() {
			t.Fatalf("rescued as %+v", seen)
		}
		after := peek(t, b, i)
		if after.State != job.StateDone || after.LeaseOwner != seen.LeaseOwner {
			t.Fatalf("after the rescue %+v", after)
		}

		close(zombie.proceed)
		must(t, receive(t, ended))
		if err := complete(t.Context(), a, lost.Lease()); !errors.Is(err, job.ErrLeaseLost) {
			t.Fatalf("the zombie completed: %v", err)
		}
		if again := peek(t, a, i); again.FinishedAt != after.FinishedAt || again.LeaseOwner != after.LeaseOwner {
			t.Fatalf("the zombie changed the job: %+v", again)
		}
	})
}

func TestAZombieChangesNothing(t *testing.T) {
	outcomes := map[string]job.Handler{
		"done":    always(job.Done(), nil),
		"error":   always(job.Done(), errBroken),
		"discard": always(job.Discard("x"), nil),
		"snooze":  always(job.SnoozeUntil(start.Add(time.Hour)), nil),
	}
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		for name, outcome := range outcomes {
			zombie, rescuer := newStuck(outcome), newStuck(always(job.Done(), nil))
			ends := make(chan error, 2)
			i := enqueue(t, s, job.EnqueueCmd{Kind: name})
			for _, h := range []*stuck{zombie, rescuer} {
				r := runner(s, clk, nil)
				r.Register(name, h.handle, job.HandlerOptions{})
				go func() { _, err := r.Step(t.Context()); ends <- err }()
				receive(t, h.began)
				clk.Advance(time.Minute)
			}
			held := peek(t, s, i)
			close(zombie.proceed)
			must(t, receive(t, ends))
			if now := peek(t, s, i); now.State != job.StateLeased || now.LeaseOwner != held.LeaseOwner || now.Attempt != 2 || now.RunAt != held.RunAt {
				t.Fatalf("%s: the zombie left %+v, was %+v", name, now, held)
			}
			close(rescuer.proceed)
			must(t, receive(t, ends))
			if now := peek(t, s, i); now.State != job.StateDone {
				t.Fatalf("%s: the rescuer left %+v", name, now)
			}
		}
	})
}

func TestWorkThatKillsItsProcessFailsInTheEnd(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		i := enqueue(t, s, job.EnqueueCmd{Kind: "poison", AttemptsMax: 2})
		ends := make(chan error, 2)
		var killed []*stuck
		for range 2 {
			h := newStuck(always(job.Done(), nil))
			killed = append(killed, h)
			r := runner(s, clk, nil)
			r.Register("poison", h.handle, job.HandlerOptions{})
			go func() { _, err := r.Step(t.Context()); ends <- err }()
			receive(t, h.began)
			clk.Advance(time.Minute)
		}
		var heard alarms
		r := runner(s, clk, &heard)
		r.Register("poison", always(job.Done(), nil), job.HandlerOptions{})
		step(t, r, 0)
		if j := peek(t, s, i); j.State != job.StateFailed || heard.count() != 1 || j.LastError != "job.crashed: The process that ran the last attempt went away." {
			t.Fatalf("after two crashes %+v, alarms %v", j, heard.list)
		}
		for _, h := range killed {
			close(h.proceed)
			must(t, receive(t, ends))
		}
		if j := peek(t, s, i); j.State != job.StateFailed {
			t.Fatalf("a zombie revived it: %+v", j)
		}
	})
}

func TestCompleteBelongsToOneWrite(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		var log bytes.Buffer
		r := job.NewRunner(s, job.NewQueue(), job.Options{Now: clk.Now, Log: slog.New(slog.NewTextHandler(&log, nil))})
		var l job.Lease
		r.Register("k", func(ctx context.Context, j job.Job) (job.Outcome, error) {
			l = j.Lease()
			err := s.Write(ctx, j.Bucket, func(tx *store.Tx) error {
				return errors.Join(job.Complete(tx, l), errBroken)
			})
			if !errors.Is(err, errBroken) || peek(t, s, j.ID).State != job.StateLeased {
				t.Errorf("a failed write completed its job: %v", err)
			}
			must(t, complete(ctx, s, l))
			must(t, complete(ctx, s, l)) // its outcome may have been unknown
			return job.SnoozeUntil(start.Add(time.Hour)), nil
		}, job.HandlerOptions{})
		i := enqueue(t, s, job.EnqueueCmd{Kind: "k", Key: "once"})
		step(t, r, 1)
		if j := peek(t, s, i); j.State != job.StateDone {
			t.Fatalf("completed and then %+v", j)
		}
		if log.Len() > 0 {
			t.Fatalf("nothing went wrong, but %s", &log)
		}
		for name, wrong := range map[string]job.Lease{"owner": {ID: i, Owner: "x"}, "none": {ID: i}, "job": {ID: i + id.Buckets, Owner: l.Owner}} {
			if err := complete(t.Context(), s, wrong); !errors.Is(err, job.ErrLeaseLost) {
				t.Errorf("wrong %s: %v", name, err)
			}
		}
		if enqueue(t, s, job.EnqueueCmd{Kind: "k", Key: "once"}) == i {
			t.Error("Complete kept the key")
		}
	})
}

func TestWhatAClaimComesTo(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		r := runner(s, clk, nil)
		r.Register("done", always(job.Done(), nil), job.HandlerOptions{})
		r.Register("failed", always(job.Discard("x"), nil), job.HandlerOptions{})
		kept := newStuck(always(job.Done(), nil))
		r.Register("kept", kept.handle, job.HandlerOptions{})
		ids := map[string]id.ID{"unknown": 1, "later": enqueue(t, s, job.EnqueueCmd{Kind: "later", RunAt: start.Add(time.Hour)})}
		for _, kind := range []string{"done", "failed", "kept"} {
			ids[kind] = enqueue(t, s, job.EnqueueCmd{Kind: kind, AttemptsMax: 1})
		}
		ended := make(chan error, 1)
		go func() { _, err := r.Step(t.Context()); ended <- err }()
		receive(t, kept.began)
		ids["ready"] = enqueue(t, s, job.EnqueueCmd{Kind: "ready"})

		expect := func(wants map[string]string) {
			t.Helper()
			for name, want := range wants {
				if got, err := job.Claim(t.Context(), s, ids[name]); got != want || err != nil {
					t.Errorf("%s: %s, %v, want %s", name, got, err, want)
				}
			}
		}
		expect(map[string]string{"unknown": "taken", "later": "not due", "kept": "taken", "ready": "claimed"})
		clk.Advance(time.Minute)
		expect(map[string]string{"kept": "exhausted"})
		close(kept.proceed)
		must(t, receive(t, ended))
		clk.Advance(time.Hour)
		expect(map[string]string{"done": "taken", "failed": "taken", "kept": "taken", "later": "claimed"})
	})
}
