package job_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

func TestAJobCommitsWithItsWrite(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		cmd := job.EnqueueCmd{Kind: "mail.send", Route: 7, Payload: []byte(`{"to":"a"}`)}
		i := enqueue(t, s, cmd)
		j := peek(t, s, i)
		if j.State != job.StateReady || j.RunAt != start || j.CreatedAt != start || j.AttemptsMax != job.AttemptsDefault {
			t.Fatalf("enqueued %+v", j)
		}
		if i.Bucket() != 7 || j.Bucket != 7 || !bytes.Equal(j.Payload, cmd.Payload) {
			t.Fatalf("enqueued %+v", j)
		}

		var lost id.ID
		err := s.Write(t.Context(), 7, func(tx *store.Tx) (err error) {
			if lost, err = job.Enqueue(tx, cmd); err != nil {
				return err
			}
			return errBroken
		})
		if !errors.Is(err, errBroken) || lost == 0 {
			t.Fatalf("write: %v, id %d", err, lost)
		}
		if _, found, err := job.Peek(t.Context(), s, lost); found || err != nil {
			t.Fatalf("the job of a failed write: found %v, %v", found, err)
		}

		r := runner(s, clk, nil)
		var got [][]byte
		var mu sync.Mutex
		r.Register("mail.send", func(_ context.Context, j job.Job) (job.Outcome, error) {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, j.Payload)
			return job.Done(), nil
		}, job.HandlerOptions{})
		if n := drain(t, r); n != 1 || len(got) != 1 || !bytes.Equal(got[0], cmd.Payload) {
			t.Fatalf("ran %d: %q", n, got)
		}
		if j := peek(t, s, i); j.State != job.StateDone || j.FinishedAt != start {
			t.Fatalf("after its run %+v", j)
		}
	})
}

func TestEnqueueRefusesWhatIsOutOfBounds(t *testing.T) {
	s := store.OpenMemory(store.Options{})
	defer s.Close()
	for field, cmd := range map[string]job.EnqueueCmd{
		"kind":         {Kind: "Mail"},
		"route":        {Kind: "mail", Route: id.Buckets},
		"key":          {Kind: "mail", Key: "a\x00b"},
		"payload":      {Kind: "mail", Payload: []byte(`{"a":`)},
		"run_at":       {Kind: "mail", RunAt: -1},
		"attempts_max": {Kind: "mail", AttemptsMax: -1},
	} {
		refused(t, s, field, cmd)
	}
	large := []byte(`"` + strings.Repeat("x", job.PayloadMax-2) + `"`)
	enqueue(t, s, job.EnqueueCmd{Kind: "mail", Payload: large})
	refused(t, s, "payload", job.EnqueueCmd{Kind: "mail", Payload: append(large, ' ')})
	refused(t, s, "kind", job.EnqueueCmd{})
	refused(t, s, "key", job.EnqueueCmd{Kind: "mail", Key: strings.Repeat("k", job.KeyMax+1)})
}

func refused(t *testing.T, s *store.Store, field string, cmd job.EnqueueCmd) {
	t.Helper()
	err := s.Write(t.Context(), 0, func(tx *store.Tx) error { _, err := job.Enqueue(tx, cmd); return err })
	if !errors.Is(err, job.ErrInvalid) || fault.Of(err).Params["field"] != field {
		t.Errorf("%s: got %v %v", field, err, fault.Of(err).Params)
	}
}

func TestOneKeyIsOneUnfinishedJob(t *testing.T) {
	every(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		cmd := job.EnqueueCmd{Kind: "pay.query", Route: 3, Key: "order 5"}
		first := enqueue(t, s, cmd)
		if again := enqueue(t, s, cmd); again != first {
			t.Fatalf("two jobs %d and %d", first, again)
		}
		for name, other := range map[string]job.EnqueueCmd{
			"kind":   {Kind: "pay.close", Route: 3, Key: "order 5"},
			"key":    {Kind: "pay.query", Route: 3, Key: "order 6"},
			"bucket": {Kind: "pay.query", Route: 4, Key: "order 5"},
		} {
			if enqueue(t, s, other) == first {
				t.Errorf("another %s is the same job", name)
			}
		}

		r := runner(s, clk, nil)
		out := job.SnoozeUntil(start.Add(time.Minute))
		r.Register("pay.query", func(context.Context, job.Job) (job.Outcome, error) { return out, nil }, job.HandlerOptions{})
		drain(t, r)
		if again := enqueue(t, s, cmd); again != first {
			t.Fatal("a snoozed job lost its key")
		}
		clk.Advance(time.Minute)
		out = job.Done()
		drain(t, r)
		second := enqueue(t, s, cmd)
		if second == first {
			t.Fatal("a job that is done still has its key")
		}
		out = job.Discard("no such order")
		drain(t, r)
		if third := enqueue(t, s, cmd); third == second {
			t.Fatal("a job that failed still has its key")
		}
	})
}

func TestOneKeyIsOneJobAmongProcesses(t *testing.T) {
	processes(t, func(t *testing.T, a, b *store.Store, _ *clock.Manual) {
		ids := make([]id.ID, 40)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				s := []*store.Store{a, b}[i%2]
				cmd := job.EnqueueCmd{Kind: "sweep", Route: 9, Key: "daily"}
				var err error
				ids[i], err = store.Do(t.Context(), s, 9, func(tx *store.Tx) (id.ID, error) { return job.Enqueue(tx, cmd) })
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, i := range ids {
			if i != ids[0] {
				t.Fatalf("several jobs: %v", ids)
			}
		}
		list, err := store.Select[int64](t.Context(), a, "SELECT id FROM job")
		if err != nil || len(list) != 1 {
			t.Fatalf("rows %v, %v", list, err)
		}
	})
}
