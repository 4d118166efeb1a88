package job_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

const start instant.Instant = 1_700_000_000_000_000

var errBroken = errors.New("broken")

// every runs a test on all engines, with a clock that it moves itself.
func every(t *testing.T, test func(t *testing.T, s *store.Store, clk *clock.Manual)) {
	clk := clock.NewManual(start)
	storetest.Every(t, store.Options{Now: clk.Now}, func(t *testing.T, s *store.Store) {
		clk.Set(start)
		test(t, s, clk)
	})
}

// processes runs a test on both SQL engines, on two stores of one database,
// as two processes have them.
func processes(t *testing.T, test func(t *testing.T, a, b *store.Store, clk *clock.Manual)) {
	clk := clock.NewManual(start)
	opts := store.Options{Now: clk.Now}
	open := func(t *testing.T, one func() (*store.Store, error)) *store.Store {
		s, err := one()
		must(t, err)
		t.Cleanup(s.Close)
		return s
	}
	t.Run("sqlite", func(t *testing.T) {
		clk.Set(start)
		path := filepath.Join(t.TempDir(), "guerdon.db")
		must(t, migration.SQLite(t.Context(), path))
		one := func() (*store.Store, error) { return store.OpenSQLite(t.Context(), path, opts) }
		test(t, open(t, one), open(t, one), clk)
	})
	t.Run("postgres", func(t *testing.T) {
		clk.Set(start)
		url := pgtest.URL(t)
		must(t, migration.Postgres(t.Context(), url))
		one := func() (*store.Store, error) { return store.OpenPostgres(t.Context(), url, opts) }
		test(t, open(t, one), open(t, one), clk)
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// alarms collects what a runner reports.
type alarms struct {
	mu   sync.Mutex
	list []error
}

func (a *alarms) hear(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, err)
}

func (a *alarms) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.list)
}

func runner(s *store.Store, clk *clock.Manual, a *alarms) *job.Runner {
	opts := job.Options{Now: clk.Now}
	if a != nil {
		opts.OnAlarm = a.hear
	}
	return job.NewRunner(s, job.NewQueue(), opts)
}

func enqueue(t testing.TB, s *store.Store, cmd job.EnqueueCmd) id.ID {
	t.Helper()
	i, err := store.Do(t.Context(), s, cmd.Route, func(tx *store.Tx) (id.ID, error) { return job.Enqueue(tx, cmd) })
	must(t, err)
	return i
}

// enqueueMany enqueues n such jobs in one write.
func enqueueMany(t testing.TB, s *store.Store, n int, cmd job.EnqueueCmd) []id.ID {
	t.Helper()
	ids := make([]id.ID, n)
	must(t, s.Write(t.Context(), cmd.Route, func(tx *store.Tx) (err error) {
		for i := 0; i < n && err == nil; i++ {
			ids[i], err = job.Enqueue(tx, cmd)
		}
		return err
	}))
	return ids
}

func peek(t testing.TB, s *store.Store, i id.ID) job.Job {
	t.Helper()
	j, found, err := job.Peek(t.Context(), s, i)
	must(t, err)
	if !found {
		t.Fatalf("job %d is not there", i)
	}
	return j
}

func step(t testing.TB, r *job.Runner, want int) {
	t.Helper()
	n, err := r.Step(t.Context())
	must(t, err)
	if n != want {
		t.Fatalf("step ran %d, want %d", n, want)
	}
}

// drain steps until nothing is due.
func drain(t testing.TB, r *job.Runner) (total int) {
	t.Helper()
	for {
		n, err := r.Step(t.Context())
		must(t, err)
		if n == 0 {
			return total
		}
		total += n
	}
}

func operate(t testing.TB, s *store.Store, i id.ID, verb func(*store.Tx, id.ID) error) error {
	t.Helper()
	return s.Write(t.Context(), i.Bucket(), func(tx *store.Tx) error { return verb(tx, i) })
}

func complete(ctx context.Context, s *store.Store, l job.Lease) error {
	return s.Write(ctx, l.ID.Bucket(), func(tx *store.Tx) error { return job.Complete(tx, l) })
}

// always is a handler with one outcome.
func always(out job.Outcome, err error) job.Handler {
	return func(context.Context, job.Job) (job.Outcome, error) { return out, err }
}

// receive waits for a signal of another goroutine, but not for ever.
func receive[T any](t testing.TB, ch <-chan T) T {
	t.Helper()
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	select {
	case v := <-ch:
		return v
	case <-limit.C:
		t.Fatal("nothing came")
		panic("unreachable")
	}
}
