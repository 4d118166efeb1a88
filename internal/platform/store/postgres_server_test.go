package store_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

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

// TestPostgresStandbyDoubt: the server stopped waiting for its standby and
// says success with a warning. The write is answered when a later one, the
// look-up's, is known to be safe.
func TestPostgresStandbyDoubt(t *testing.T) {
	server := pgtest.Start(t, pgtest.Options{})
	e := onPostgres(t, migrated(t, server.URL()), store.Options{})
	n := fresh()
	e.write(t, n, deposit(n, 1))
	set := func(standby string) {
		t.Helper()
		for _, statement := range []string{"ALTER SYSTEM SET synchronous_standby_names = '" + standby + "'", "SELECT pg_reload_conf()"} {
			if err := store.ExecForTest(e.Store, statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	set("nobody")
	// Commits do not wait before the server's checkpointer has heard of it too,
	// and nothing tells when it has.
	deposits, done := int64(0), make(chan error, 1)
	done <- nil
	eventually(t, func() bool {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			deposits++
			go func() { done <- e.Write(t.Context(), n.Bucket(), deposit(n, 10)) }()
		default:
		}
		return waiting(t, e.Store, "SyncRep") == 1
	})
	if err := store.ExecForTest(e.Store, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return e.Stats().Unknown == 1 && waiting(t, e.Store, "SyncRep") == 1 })
	select {
	case err := <-done:
		t.Errorf("answered %v in doubt", err)
	default:
	}
	set("")
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got, want := balance(t, e.Store, n), 1+10*deposits; got != want {
		t.Errorf("balance %d, want %d", got, want)
	}
}
