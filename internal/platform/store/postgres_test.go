package store_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

// TestPostgresSerializable runs the conformance suite on a database whose
// transactions are serializable unless they say otherwise.
func TestPostgresSerializable(t *testing.T) {
	runConformance(t, func(t *testing.T, opts store.Options) env {
		return onPostgres(t, migrated(t, withDefaultLevel(t, "serializable")), opts)
	})
}

func withDefaultLevel(t *testing.T, level string) string {
	t.Helper()
	u, err := url.Parse(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	options := url.QueryEscape("-c default_transaction_isolation=" + strings.ReplaceAll(level, " ", `\ `))
	u.RawQuery += "&options=" + strings.ReplaceAll(options, "+", "%20")
	return u.String()
}

// TestPostgresLevels: the database's default decides, but for repeatable
// read, which is not enough.
func TestPostgresLevels(t *testing.T) {
	for set, want := range map[string]string{
		"read committed": "read committed", "read uncommitted": "serializable", "repeatable read": "serializable", "serializable": "serializable",
	} {
		e := onPostgres(t, migrated(t, withDefaultLevel(t, set)), store.Options{})
		for _, s := range []string{
			`CREATE FUNCTION test_level() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				IF current_setting('transaction_isolation') <> '` + want + `' THEN RAISE 'the level is %', current_setting('transaction_isolation'); END IF; RETURN NEW; END $$`,
			`CREATE TRIGGER test_level BEFORE INSERT ON test_account FOR EACH ROW EXECUTE FUNCTION test_level()`,
		} {
			if err := store.ExecForTest(e.Store, s); err != nil {
				t.Fatal(err)
			}
		}
		n := fresh()
		if err := e.Write(t.Context(), n.Bucket(), deposit(n, 1)); err != nil {
			t.Errorf("default %q: %v", set, err)
		}
	}
}

// TestPostgresLanes: a lane that is busy does not hold another up, and each
// route has its lane.
func TestPostgresLanes(t *testing.T) {
	e := onPostgres(t, migrated(t, pgtest.URL(t)), store.Options{Lanes: 3})
	n := fresh()
	release := []func(){hold(t, e.Store, 0), hold(t, e.Store, id.Buckets/2)}
	e.write(t, n+id.Buckets-1, deposit(n, 1))
	for _, r := range release {
		r()
	}
	for b := range id.Bucket(id.Buckets) {
		if b%100 == 0 {
			e.write(t, n+id.ID(b), deposit(n, 1))
		}
	}
	if got := balance(t, e.Store, n); got != 12 {
		t.Errorf("balance %d, want 12", got)
	}
}

// TestPostgresCrossedLocks: two processes lock two rows in opposite orders,
// each holding one when it asks for the other.
func TestPostgresCrossedLocks(t *testing.T) {
	e := postgres(t, store.Options{})
	other := e.open(t, store.Options{})
	n := fresh()
	e.write(t, n, inOrder(deposit(n, 0), deposit(n+1, 0)))
	var both sync.WaitGroup
	both.Add(2)
	crossed := func(a, b id.ID) func(tx *store.Tx) error {
		met := false
		return func(tx *store.Tx) error {
			x, _, err := accounts.Get(tx, keyOf(a))
			if err != nil {
				return err
			}
			if !met { // a is locked now; wait until the other has b
				met = true
				both.Done()
				both.Wait()
			}
			if err := deposit(b, 1)(tx); err != nil {
				return err
			}
			x.Balance++
			accounts.Put(tx, x)
			return nil
		}
	}
	start := time.Now()
	done := make(chan error, 2)
	go func() { done <- e.Write(t.Context(), n.Bucket(), crossed(n, n+1)) }()
	go func() { done <- other.Write(t.Context(), n.Bucket(), crossed(n+1, n)) }()
	if err := errors.Join(<-done, <-done); err != nil {
		t.Fatal(err)
	}
	if a, b := balance(t, e.Store, n), balance(t, e.Store, n+1); a != 2 || b != 2 {
		t.Errorf("balances %d and %d, want 2 and 2", a, b)
	}
	if took := time.Since(start); took > 900*time.Millisecond {
		t.Errorf("it took %s: the server had to find a deadlock", took)
	}
	if e.Stats().Retries+other.Stats().Retries == 0 {
		t.Error("no retries: the test proves nothing")
	}
}

// TestPostgresFirstRows: two lanes add the first rows under the same keys at
// the same time. Whoever loses sees the other's.
func TestPostgresFirstRows(t *testing.T) {
	e := postgres(t, store.Options{})
	for range 100 {
		n := fresh()
		var all sync.WaitGroup
		for c := range 8 {
			all.Go(func() {
				for i := range 4 {
					if err := e.Write(t.Context(), id.Bucket(c*128), leaveMark(n, id.ID(c*1000+i))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		checkMarks(t, e.Store, n, nil)
	}
	if e.Stats().Retries == 0 {
		t.Error("no retries: the test proves nothing")
	}
}

// TestPostgresAppearing: a row that was not there is looked for again when a
// later load finds a row that was added together with it.
func TestPostgresAppearing(t *testing.T) {
	e := postgres(t, store.Options{})
	other := e.open(t, store.Options{})
	n := fresh()
	added := false
	e.write(t, n, func(tx *store.Tx) error {
		_, first, err := accounts.Get(tx, keyOf(n))
		if err != nil {
			return err
		}
		if !added { // the first is known not to be there
			added = true
			write(t, other, n, inOrder(deposit(n, 1), deposit(n+1, 1), addPart(n+2, n, 1)))
		}
		_, second, err := accounts.Get(tx, keyOf(n+1))
		if err == nil && second != first {
			t.Errorf("the first is there: %v; the second, which came with it: %v", first, second)
		}
		if err != nil {
			return err
		}
		list, err := byOwner.By(tx, ownerKey{n})
		if err == nil && first != (len(list) == 1) {
			t.Errorf("the first is there: %v; its group is %v", first, list)
		}
		return err
	})
}

// TestPostgresDeadlock: unique names, inserted by two processes in opposite
// orders, do make the server find a deadlock, and one of them wins.
func TestPostgresDeadlock(t *testing.T) {
	e := postgres(t, store.Options{})
	other := e.open(t, store.Options{})
	const rows = 3000
	var both sync.WaitGroup
	both.Add(2)
	grabAll := func(n id.ID, nth func(i int) int) func(tx *store.Tx) error {
		runs := 0
		return func(tx *store.Tx) error {
			for i := range rows {
				names.Add(tx, name{key{0, n + id.ID(i)}, strings.Repeat("x", nth(i))})
			}
			if runs++; runs == 1 {
				both.Done()
				both.Wait()
			}
			return nil
		}
	}
	done := make(chan error, 2)
	go func() { done <- e.Write(t.Context(), 0, grabAll(1<<60, func(i int) int { return i })) }()
	go func() { done <- other.Write(t.Context(), 0, grabAll(1<<61, func(i int) int { return rows - 1 - i })) }()
	errs := []error{<-done, <-done}
	if slices.IndexFunc(errs, func(err error) bool { return err == nil }) < 0 || slices.IndexFunc(errs, func(err error) bool { return errors.Is(err, store.ErrExists) }) < 0 {
		t.Errorf("errors %v, want one success and one ErrExists", errs)
	}
	if got, _, err := store.SelectOne[int64](t.Context(), e, "SELECT COUNT(*) FROM test_name"); err != nil || got != rows {
		t.Errorf("%d rows, want %d (%v)", got, rows, err)
	}
}

// TestPostgresStuckLock: somebody holds one row's lock for long. Writes of
// the same batch that do not need the row go through; the one that does is
// told to come back.
func TestPostgresStuckLock(t *testing.T) {
	database := migrated(t, pgtest.URL(t))
	e := onPostgres(t, database, store.Options{})
	n := fresh()
	e.write(t, n, inOrder(deposit(n, 0), deposit(n+1, 0)))
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), "BEGIN"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "SELECT 1 FROM test_account WHERE id = $1 FOR UPDATE", int64(n+1)); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	errs := together(t, e.Store, n.Bucket(), deposit(n, 1), inOrder(deposit(n, 100), deposit(n+1, 100)), deposit(n+2, 10), deposit(n, 10))
	if errs[0] != nil || !errors.Is(errs[1], store.ErrBusy) || errs[2] != nil || errs[3] != nil {
		t.Errorf("errors: %v", errs)
	}
	if took := time.Since(start); took > 15*time.Second {
		t.Errorf("it took %s", took)
	}
	if _, err := conn.Exec(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	e.write(t, n, deposit(n+1, 1))
	if a, b, c := balance(t, e.Store, n), balance(t, e.Store, n+1), balance(t, e.Store, n+2); a != 11 || b != 1 || c != 10 {
		t.Errorf("balances %d, %d, %d, want 11, 1, 10", a, b, c)
	}
}
