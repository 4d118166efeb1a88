package job_test

import (
	"context"
	"errors"
	"math/bits"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// errGone is a fault with a secret in its cause.
var errGone = fault.New(fault.Unavailable, "mail.gone", "The mail server is away.").Because(errors.New("password hunter2"))

func TestWhatAnAttemptMakesOfItsJob(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		later := start.Add(time.Hour)
		panics := func(context.Context, job.Job) (job.Outcome, error) { panic("impossible") }
		for _, c := range []struct {
			name    string
			handler job.Handler
			state   job.State
			attempt int32
			runAt   instant.Instant
			reason  string
			alarms  int
		}{
			{"zero", always(job.Outcome{}, nil), job.StateDone, 1, start, "", 0},
			{"done", always(job.Done(), nil), job.StateDone, 1, start, "", 0},
			{"snooze", always(job.SnoozeUntil(later), nil), job.StateReady, 0, later, "", 0},
			{"snooze.past", always(job.SnoozeUntil(1), nil), job.StateReady, 0, start, "", 0},
			{"discard", always(job.Discard("no such order\x00"), nil), job.StateFailed, 1, start, "no such order ", 0},
			{"later", always(job.RetryLater("still cooking"), nil), job.StateReady, 1, start.Add(time.Minute), "still cooking", 0},
			{"fault", always(job.Done(), errGone), job.StateReady, 1, start.Add(time.Minute), "mail.gone: The mail server is away.", 0},
			{"error", always(job.Done(), errors.New("dial 10.0.0.1")), job.StateReady, 1, start.Add(time.Minute), "internal: Something went wrong on our side.", 0},
			{"panic", panics, job.StateReady, 1, start.Add(time.Minute), "job.panic: The handler met an impossible state.", 1},
		} {
			var heard alarms
			r := runner(s, clk, &heard)
			r.Register(c.name, c.handler, job.HandlerOptions{Backoff: job.Backoff{Min: time.Minute}})
			i := enqueue(t, s, job.EnqueueCmd{Kind: c.name})
			step(t, r, 1)
			j := peek(t, s, i)
			early := j.RunAt < c.runAt
			if backedOff := c.state == job.StateReady && c.attempt == 1; backedOff {
				early = j.RunAt < start.Add(30*time.Second)
			}
			if j.State != c.state || j.Attempt != c.attempt || j.LastError != c.reason || early || j.RunAt > c.runAt {
				t.Errorf("%s: %+v", c.name, j)
			}
			if (j.State == job.StateReady) != (j.LeaseOwner == "" && j.FinishedAt == 0) && j.State != job.StateFailed || j.LeaseUntil != 0 {
				t.Errorf("%s: lease left behind: %+v", c.name, j)
			}
			if heard.count() != c.alarms {
				t.Errorf("%s: alarms %v", c.name, heard.list)
			}
		}
	})
}

func TestAttemptsBackOffUntilTheyAreUsedUp(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		var heard alarms
		r := runner(s, clk, &heard)
		r.Register("pay.query", always(job.Done(), errGone), job.HandlerOptions{Backoff: job.Backoff{Min: time.Minute, Max: 5 * time.Minute}})
		i := enqueue(t, s, job.EnqueueCmd{Kind: "pay.query", AttemptsMax: 6})
		longest := []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute}
		for n, limit := range longest {
			step(t, r, 1)
			j := peek(t, s, i)
			wait := j.RunAt.Sub(clk.Now())
			if j.Attempt != int32(n+1) || wait < limit/2 || wait > limit {
				t.Fatalf("attempt %d waits %v, want up to %v: %+v", n+1, wait, limit, j)
			}
			clk.Set(j.RunAt - 1)
			step(t, r, 0)
			clk.Set(j.RunAt)
		}
		step(t, r, 1)
		j := peek(t, s, i)
		if j.State != job.StateFailed || j.Attempt != 6 || j.FinishedAt != clk.Now() || heard.count() != 1 {
			t.Fatalf("after the last attempt %+v, alarms %v", j, heard.list)
		}
		clk.Advance(24 * time.Hour)
		step(t, r, 0)
	})
}

func TestBackoffStaysWithinItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := job.Backoff{
			Min: time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "min")),
			Max: time.Duration(rapid.Int64Range(1, int64(1000*time.Hour)).Draw(t, "max")),
		}
		attempt := rapid.Int32Range(1, 1000).Draw(t, "attempt")
		got := b.After(attempt, rapid.Uint64().Draw(t, "seed"))
		most := max(b.Min, b.Max)
		if doublings := int(attempt) - 1; doublings < 63-bits.Len64(uint64(b.Min)) {
			most = min(most, b.Min<<doublings)
		}
		if got < most/2 || got > most {
			t.Fatalf("%+v after attempt %d: %v, want [%v, %v]", b, attempt, got, most/2, most)
		}
	})
}

func TestWhatIsKeptOfAnErrorIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(t, "bytes"))
		got := job.Safe(s)
		if len(got) > job.ReasonMax || got != job.Safe(got) || strings.ContainsAny(got, "\x00\n\r\x1b") {
			t.Fatalf("%q became %q", s, got)
		}
	})
	long := strings.Repeat("积分", 300)
	if got := job.Safe(long); !strings.HasPrefix(long, got) || len(got) < job.ReasonMax-3 {
		t.Fatalf("cut to %q", got)
	}
}
