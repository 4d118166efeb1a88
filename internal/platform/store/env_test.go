package store_test

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

// env is a database with the tests' tables, and a store on it.
type env struct {
	*store.Store
	// open opens another store on the same database, as another process
	// would; on the memory engine, an empty one.
	open func(t *testing.T, opts store.Options) *store.Store
}

var lastBase atomic.Int64

// fresh is the first of two thousand ids that no other test uses, and no
// store hands out.
func fresh() id.ID { return 1<<50 + id.ID(lastBase.Add(2*id.Buckets)) }

func (e env) memory() bool { return e.Engine() == "memory" }

func memory(t *testing.T, opts store.Options) env {
	open := func(t *testing.T, opts store.Options) *store.Store {
		s := store.OpenMemory(opts)
		t.Cleanup(s.Close)
		return s
	}
	return env{open(t, opts), open}
}

func sqlite(t *testing.T, opts store.Options) env {
	t.Helper()
	return onSQLite(t, filepath.Join(t.TempDir(), "test.db"), opts)
}

func onSQLite(t *testing.T, path string, opts store.Options) env {
	t.Helper()
	if err := migration.SQLite(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return prepared(t, opts, func(opts store.Options) (*store.Store, error) {
		return store.OpenSQLite(context.Background(), path, opts)
	})
}

func postgres(t *testing.T, opts store.Options) env {
	t.Helper()
	return onPostgres(t, migrated(t, pgtest.URL(t)), opts)
}

func migrated(t *testing.T, url string) string {
	t.Helper()
	if err := migration.Postgres(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	return url
}

func onPostgres(t *testing.T, url string, opts store.Options) env {
	t.Helper()
	return prepared(t, opts, func(opts store.Options) (*store.Store, error) {
		return store.OpenPostgres(context.Background(), url, opts)
	})
}

func prepared(t *testing.T, opts store.Options, open func(store.Options) (*store.Store, error)) env {
	t.Helper()
	another := func(t *testing.T, opts store.Options) *store.Store {
		t.Helper()
		s, err := open(opts)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		return s
	}
	e := env{another(t, opts), another}
	for _, statement := range ddl {
		if err := store.ExecForTest(e.Store, statement); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

// via opens another store on the same database by another URL.
func (e env) via(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.OpenPostgres(context.Background(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// write runs fn in the bucket of n and fails the test where it fails.
func (e env) write(t *testing.T, n id.ID, fn func(tx *store.Tx) error) {
	t.Helper()
	write(t, e.Store, n, fn)
}

func write(t *testing.T, s *store.Store, n id.ID, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), n.Bucket(), fn); err != nil {
		t.Fatal(err)
	}
}

// balance reads an account outside of any batch.
func balance(t *testing.T, s *store.Store, n id.ID) int64 {
	t.Helper()
	a, err := store.Do(context.Background(), s, n.Bucket(), func(tx *store.Tx) (account, error) {
		a, _, err := accounts.Get(tx, keyOf(n))
		return a, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a.Balance
}

// deposit adds to an account, which need not be there yet.
func deposit(n id.ID, amount int64) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		a, _, err := accounts.Get(tx, keyOf(n))
		if err != nil {
			return err
		}
		a.key, a.Balance = keyOf(n), a.Balance+amount
		accounts.Put(tx, a)
		return nil
	}
}

// together runs the functions in one batch, in this order, and returns their
// errors.
func together(t *testing.T, s *store.Store, route id.Bucket, fns ...func(tx *store.Tx) error) []error {
	t.Helper()
	release := hold(t, s, route)
	results := make([]chan error, len(fns))
	for i, fn := range fns {
		results[i] = make(chan error, 1)
		go func() { results[i] <- s.Write(context.Background(), route, fn) }()
		eventually(t, func() bool { return store.QueuedForTest(s, route) == i+1 })
	}
	release()
	errs := make([]error, len(fns))
	for i := range fns {
		errs[i] = <-results[i]
	}
	return errs
}

// hold keeps the lane of a route busy until release is called.
func hold(t *testing.T, s *store.Store, route id.Bucket) (release func()) {
	t.Helper()
	held, let, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.Try(context.Background(), route, func(*store.Tx) error {
			close(held)
			<-let
			return nil
		})
	}()
	<-held
	return func() {
		close(let)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// eventually waits for a condition that other goroutines bring about.
func eventually(t *testing.T, condition func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("the condition did not come about")
		}
	}
}

func noErrors(t *testing.T, errs []error) {
	t.Helper()
	for i, err := range errs {
		if err != nil {
			t.Errorf("function %d: %v", i, err)
		}
	}
}

func TestMain(m *testing.M) {
	if child := os.Getenv(asChild); child != "" {
		os.Exit(runChild(child))
	}
	os.Exit(m.Run())
}
