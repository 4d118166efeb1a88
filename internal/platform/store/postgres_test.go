package store_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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

// TestPostgresGroupGrew: a group that was loaded for one function is loaded
// again for another that locks its owner later, since a second process may
// have added to it in between.
func TestPostgresGroupGrew(t *testing.T) {
	e := postgres(t, store.Options{})
	other := e.open(t, store.Options{})
	n := fresh()
	e.write(t, n, inOrder(deposit(n, 0), addPart(n+1, n, 1), func(tx *store.Tx) error {
		owners.Add(tx, owner{keyOf(n), 1})
		return nil
	}))
	// underOwner adds a part as the rules want it.
	underOwner := func(part, amount id.ID) func(tx *store.Tx) error {
		return func(tx *store.Tx) error {
			o, _, err := owners.Get(tx, keyOf(n))
			if err != nil {
				return err
			}
			o.Parts++
			owners.Put(tx, o)
			return addPart(part, n, int64(amount))(tx)
		}
	}
	grown := false
	var seen int64
	errs := together(t, e.Store, n.Bucket(),
		func(tx *store.Tx) error { // which does not need the owner
			_, _, err := sumOf(tx, n)
			return err
		},
		func(tx *store.Tx) error {
			if err := deposit(n, 1)(tx); err != nil {
				return err
			}
			if !grown { // the group is loaded now, and the owner is not locked
				grown = true
				if err := other.Write(t.Context(), n.Bucket(), underOwner(n+2, 10)); err != nil {
					t.Error(err)
				}
			}
			o, _, err := owners.Get(tx, keyOf(n))
			if err != nil {
				return err
			}
			ids, sum, err := sumOf(tx, n)
			if err == nil && int64(len(ids)) != o.Parts {
				t.Errorf("the owner has %d parts, its group %v", o.Parts, ids)
			}
			seen = sum
			return err
		})
	noErrors(t, errs)
	if seen != 11 {
		t.Errorf("the sum was %d, want 11", seen)
	}
}

// TestPostgresGroupLimit: at most five parts an owner, however many ask,
// from two processes, with hints and without.
func TestPostgresGroupLimit(t *testing.T) {
	e := postgres(t, store.Options{})
	stores := []*store.Store{e.Store, e.open(t, store.Options{})}
	n := fresh()
	const ownersN, limit = 3, 5
	for i := range id.ID(ownersN) {
		e.write(t, n, func(tx *store.Tx) error { owners.Add(tx, owner{key: keyOf(n + i)}); return nil })
	}
	var all sync.WaitGroup
	var next, added atomic.Int64
	for c := range 24 {
		all.Go(func() {
			for i := range 5 {
				o, p := n+id.ID((c+i)%ownersN), n+10+id.ID(next.Add(1))
				err := stores[c%2].Write(t.Context(), id.Bucket(c*40), func(tx *store.Tx) error {
					if c%3 == 0 {
						owners.Want(tx, keyOf(o))
						byOwner.Want(tx, ownerKey{o})
					}
					if _, _, err := owners.Get(tx, keyOf(o)); err != nil {
						return err
					}
					ids, _, err := sumOf(tx, o)
					if err != nil {
						return err
					}
					if len(ids) >= limit {
						return errNo
					}
					return addPart(p, o, 1)(tx)
				})
				if err == nil {
					added.Add(1)
				} else if !errors.Is(err, errNo) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if added.Load() != ownersN*limit {
		t.Errorf("%d parts were added, want %d", added.Load(), ownersN*limit)
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

// TestPostgresRestart kills the server under load and starts it again. What
// was acknowledged is there, once.
func TestPostgresRestart(t *testing.T) {
	server := pgtest.Start(t, pgtest.Options{})
	e := onPostgres(t, migrated(t, server.URL()), store.Options{})
	n := fresh()
	var all sync.WaitGroup
	var told atomic.Int64
	stop := make(chan struct{})
	for c := range 8 {
		all.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := e.Write(t.Context(), id.Bucket(c*128), leaveMark(n, id.ID(c*1_000_000+i))); err != nil {
					t.Error(err)
					return
				}
				told.Add(1)
			}
		})
	}
	for range 3 {
		more := told.Load() + 300
		eventually(t, func() bool { return told.Load() > more })
		if err := server.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	more := told.Load() + 300
	eventually(t, func() bool { return told.Load() > more })
	close(stop)
	all.Wait()
	checkMarks(t, e.Store, n, nil)
	if got, _, err := store.SelectOne[int64](t.Context(), e, "SELECT COUNT(*) FROM test_link"); err != nil || got != told.Load() {
		t.Errorf("%d writes are there, %d were acknowledged (%v)", got, told.Load(), err)
	}
	t.Logf("%d writes, %+v", told.Load(), e.Stats())
}

// TestPostgresAway: while the database is away, writes fail after RetryFor
// and say that nothing was changed; when it is back, all is well.
func TestPostgresAway(t *testing.T) {
	server := pgtest.Start(t, pgtest.Options{})
	e := onPostgres(t, migrated(t, server.URL()), store.Options{RetryFor: 200 * time.Millisecond})
	n := fresh()
	e.write(t, n, deposit(n, 1))
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := e.Write(t.Context(), n.Bucket(), deposit(n, 100)); !errors.Is(err, store.ErrUnreachable) {
			t.Errorf("a write while the server is away: %v", err)
		}
	}
	if err := e.Ping(t.Context()); !errors.Is(err, store.ErrUnreachable) {
		t.Errorf("a ping while the server is away: %v", err)
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.write(t, n, deposit(n, 10))
	if got := balance(t, e.Store, n); got != 11 {
		t.Errorf("balance %d, want 11", got)
	}
	// Closing does not wait for a database that is away.
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	release := hold(t, e.Store, n.Bucket())
	done := make(chan error, 1)
	go func() { done <- e.Write(t.Context(), n.Bucket(), deposit(n, 1)) }()
	eventually(t, func() bool { return store.QueuedForTest(e.Store, n.Bucket()) == 1 })
	closed := make(chan struct{})
	go func() { e.Close(); close(closed) }()
	release()
	if err := <-done; !errors.Is(err, store.ErrUnreachable) {
		t.Errorf("a write while closing without a server: %v", err)
	}
	<-closed
}
