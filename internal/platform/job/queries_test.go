package job_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// sql runs a test on both SQL engines.
func sql(t *testing.T, test func(t *testing.T, s *store.Store, clk *clock.Manual)) {
	clk := clock.NewManual(start)
	storetest.SQL(t, store.Options{Now: clk.Now}, func(t *testing.T, s *store.Store) {
		clk.Set(start)
		test(t, s, clk)
	})
}

// mixed leaves three done "a", two failed "a", one done "b", and of ready
// ones one "a" and two "b", which end or are due a minute apart.
func mixed(t *testing.T, s *store.Store, clk *clock.Manual) (ids map[string][]id.ID) {
	ids = map[string][]id.ID{}
	r := runner(s, clk, nil)
	outcome := func(_ context.Context, j job.Job) (job.Outcome, error) {
		if string(j.Payload) == `"bad"` {
			return job.Discard("bad"), nil
		}
		return job.Done(), nil
	}
	r.Register("a", outcome, job.HandlerOptions{})
	r.Register("b", outcome, job.HandlerOptions{})
	for n, kind := range []string{"a", "a", "a", "a", "a", "b"} {
		payload, name := `"good"`, kind+".done"
		if n == 1 || n == 3 {
			payload, name = `"bad"`, kind+".failed"
		}
		i := enqueue(t, s, job.EnqueueCmd{Kind: kind, Route: id.Bucket(n), Payload: []byte(payload)})
		ids[name] = append(ids[name], i)
		step(t, r, 1)
		clk.Advance(time.Minute)
	}
	for n, kind := range []string{"b", "a", "b"} {
		i := enqueue(t, s, job.EnqueueCmd{Kind: kind, Payload: []byte(`1`), RunAt: clk.Now().Add(time.Duration(3-n) * time.Minute)})
		ids[kind+".ready"] = append(ids[kind+".ready"], i)
	}
	return ids
}

func TestList(t *testing.T) {
	sql(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		ids := mixed(t, s, clk)
		done, failed := ids["a.done"], ids["a.failed"]
		ready := []id.ID{ids["a.ready"][0], ids["b.ready"][1], ids["b.ready"][0]}
		for name, c := range map[string]struct {
			cmd  job.ListCmd
			want []id.ID
			all  int64
		}{
			"latest first": {job.ListCmd{State: job.StateDone, Page: page.Numbered{Page: 1, Size: 3}}, []id.ID{ids["b.done"][0], done[2], done[1]}, 4},
			"second page":  {job.ListCmd{State: job.StateDone, Page: page.Numbered{Page: 2, Size: 3}}, done[:1], 4},
			"of a kind":    {job.ListCmd{State: job.StateDone, Kind: "b", Page: page.Numbered{Page: 1, Size: 9}}, ids["b.done"], 1},
			"failed":       {job.ListCmd{State: job.StateFailed, Page: page.Numbered{Page: 1, Size: 9}}, []id.ID{failed[1], failed[0]}, 2},
			"next first":   {job.ListCmd{State: job.StateReady, Page: page.Numbered{Page: 1, Size: 9}}, ready, 3},
			"none":         {job.ListCmd{State: job.StateLeased, Page: page.Numbered{Page: 1, Size: 9}}, nil, 0},
		} {
			got, err := job.List(t.Context(), s, c.cmd)
			must(t, err)
			var list []id.ID
			for _, j := range got.Items {
				list = append(list, j.ID)
				if j.State != c.cmd.State || j.Payload != nil {
					t.Errorf("%s: %+v", name, j)
				}
			}
			if !slices.Equal(list, c.want) || got.Total != c.all {
				t.Errorf("%s: %v of %d, want %v of %d", name, list, got.Total, c.want, c.all)
			}
		}
		for _, wrong := range []job.ListCmd{{Page: page.Numbered{Page: 1, Size: 1}}, {State: job.StateDone}} {
			if _, err := job.List(t.Context(), s, wrong); !errors.Is(err, page.ErrInvalid) {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
	})
}

func TestGetAndStats(t *testing.T) {
	sql(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		ids := mixed(t, s, clk)
		failed, err := job.Get(t.Context(), s, ids["a.failed"][0])
		if err != nil || failed.LastError != "bad" || string(failed.Payload) != `"bad"` || failed.Attempt != 1 {
			t.Fatalf("%+v, %v", failed, err)
		}
		if same := peek(t, s, failed.ID); same.Kind != failed.Kind || same.FinishedAt != failed.FinishedAt || same.State != failed.State {
			t.Fatalf("%+v, want %+v", failed, same)
		}
		if _, err := job.Get(t.Context(), s, 1); !errors.Is(err, job.ErrNotFound) {
			t.Fatalf("unknown job: %v", err)
		}

		r := runner(s, clk, nil)
		r.Register("a", func(context.Context, job.Job) (job.Outcome, error) {
			at := func(minutes int) instant.Instant { return start.Add(time.Duration(minutes) * time.Minute) }
			stats, err := job.Stats(t.Context(), s)
			want := []job.Stat{{"a", job.StateDone, 3, at(0)}, {"a", job.StateFailed, 2, at(1)}, {"a", job.StateLeased, 1, clk.Now().Add(time.Minute)}, {"b", job.StateDone, 1, at(5)}, {"b", job.StateReady, 2, at(7)}}
			if err != nil || !slices.Equal(stats, want) {
				t.Errorf("%+v, %v, want %+v", stats, err, want)
			}
			return job.Done(), nil
		}, job.HandlerOptions{})
		clk.Advance(2 * time.Minute)
		step(t, r, 1)
	})
}

func TestSweep(t *testing.T) {
	sql(t, func(t *testing.T, s *store.Store, clk *clock.Manual) {
		ids := mixed(t, s, clk)
		cmd := job.SweepCmd{State: job.StateDone, Before: start.Add(5 * time.Minute), Limit: 2}
		for _, want := range []int{2, 1, 0} {
			if n, err := job.Sweep(t.Context(), s, cmd); n != want || err != nil {
				t.Fatalf("swept %d, %v, want %d", n, err, want)
			}
		}
		left, err := store.Select[id.ID](t.Context(), s, "SELECT id FROM job ORDER BY id")
		must(t, err)
		want := slices.Sorted(slices.Values(slices.Concat(ids["b.done"], ids["a.failed"], ids["a.ready"], ids["b.ready"])))
		if !slices.Equal(left, want) {
			t.Fatalf("left %v, want %v", left, want)
		}
		if n, err := job.Sweep(t.Context(), s, job.SweepCmd{State: job.StateFailed, Before: clk.Now(), Limit: 1000}); n != 2 || err != nil {
			t.Fatalf("swept %d failed ones, %v", n, err)
		}
		for _, wrong := range []job.SweepCmd{{State: job.StateReady, Limit: 1}, {State: job.StateDone}, {State: job.StateDone, Limit: 1001}} {
			if _, err := job.Sweep(t.Context(), s, wrong); !errors.Is(err, job.ErrInvalid) {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
	})
}

// Polling must not slow down as ended and waiting jobs pile up.
func TestPollingReadsIndexesAlone(t *testing.T) {
	s := storetest.SQLite(t, store.Options{})
	text, args := job.DueQuery(start, "a", "b")
	plan, err := store.Select[planLine](t.Context(), s, "EXPLAIN QUERY PLAN "+text, args...)
	must(t, err)
	searches := 0
	for _, line := range plan {
		switch {
		case strings.HasPrefix(line.Detail, "SEARCH job USING INDEX job_ready (kind=? AND run_at<?)"),
			strings.HasPrefix(line.Detail, "SEARCH job USING INDEX job_leased (kind=? AND lease_until<?)"):
			searches++
		case strings.HasPrefix(line.Detail, "SCAN job"), strings.Contains(line.Detail, "TEMP B-TREE"):
			t.Errorf("plan: %s", line.Detail)
		}
	}
	if searches != 4 {
		t.Errorf("plan: %+v", plan)
	}
}

type planLine struct {
	ID      int64  `db:"id"`
	Parent  int64  `db:"parent"`
	NotUsed int64  `db:"notused"`
	Detail  string `db:"detail"`
}
