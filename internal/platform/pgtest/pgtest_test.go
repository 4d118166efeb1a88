package pgtest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func ask[T any](t *testing.T, conn *pgx.Conn, query string, args ...any) T {
	t.Helper()
	var answer T
	if err := conn.QueryRow(t.Context(), query, args...).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func execute(t *testing.T, conn *pgx.Conn, statement string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

const countDatabases = "SELECT count(*) FROM pg_database WHERE datname LIKE 'guerdon_%'"

func TestURLGivesEachCallAnEmptyDatabase(t *testing.T) {
	first, second := URL(t), URL(t)
	if first == second {
		t.Fatalf("two calls gave the same database: %s", first)
	}
	execute(t, connect(t, first), "CREATE TABLE mark (id bigint)")
	const countTables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
	if n := ask[int](t, connect(t, second), countTables); n != 0 {
		t.Errorf("the second database has %d tables of the first", n)
	}
}

func TestURLUsesTheNamedServerAndCleansUp(t *testing.T) {
	server := Start(t, Options{})
	t.Setenv(Variable, server.URL())
	admin := connect(t, server.URL())
	t.Run("use", func(t *testing.T) {
		// A session left open must not keep the database alive.
		conn, err := pgx.Connect(t.Context(), URL(t))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { go func() { _ = conn.Close(context.Background()) }() }()
		if n := ask[int](t, admin, countDatabases); n != 1 {
			t.Errorf("the named server has %d databases of ours, want 1", n)
		}
	})
	if n := ask[int](t, admin, countDatabases); n != 0 {
		t.Errorf("%d databases were left behind", n)
	}
}

func TestSettings(t *testing.T) {
	server := Start(t, Options{Settings: map[string]string{"work_mem": "8MB", "max_connections": "20"}})
	conn := connect(t, server.URL())
	for name, want := range map[string]string{
		"work_mem":           "8MB",
		"max_connections":    "20",
		"fsync":              "on",
		"synchronous_commit": "on",
		"full_page_writes":   "on",
		"listen_addresses":   "",
	} {
		if got := ask[string](t, conn, "SELECT current_setting($1)", name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestKillLosesNothingCommitted(t *testing.T) {
	server := Start(t, Options{})
	writer := connect(t, server.URL())
	execute(t, writer, "CREATE TABLE mark (id bigint)")
	execute(t, writer, "INSERT INTO mark VALUES (1)")
	execute(t, writer, "BEGIN; INSERT INTO mark VALUES (2)")
	sleeper := connect(t, server.URL())
	slept := make(chan error, 1)
	go func() {
		_, err := sleeper.Exec(context.Background(), "SELECT pg_sleep(600)")
		slept <- err
	}()

	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := <-slept; err == nil {
		t.Error("a session survived the kill")
	}
	if _, err := writer.Exec(t.Context(), "COMMIT"); err == nil {
		t.Error("a transaction committed after the kill")
	}
	if conn, err := pgx.Connect(t.Context(), server.URL()); err == nil {
		_ = conn.Close(t.Context())
		t.Error("the killed server still answers")
	}

	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := ask[int](t, connect(t, server.URL()), "SELECT count(*) FROM mark"); n != 1 {
		t.Errorf("%d rows after the restart, want the committed one", n)
	}
}

func TestRestartOfARunningServer(t *testing.T) {
	server := Start(t, Options{})
	execute(t, connect(t, server.URL()), "CREATE TABLE mark (id bigint)")
	for range 3 {
		if err := server.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		execute(t, connect(t, server.URL()), "INSERT INTO mark VALUES (1)")
	}
	if n := ask[int](t, connect(t, server.URL()), "SELECT count(*) FROM mark"); n != 3 {
		t.Errorf("%d rows after three restarts, want 3", n)
	}
}

func TestStopRemovesTheDirectory(t *testing.T) {
	server, err := Launch(t.Context(), "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := server.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(server.home); !os.IsNotExist(err) {
		t.Errorf("the directory is still there: %v", err)
	}
}

func TestCallersDirectoryStays(t *testing.T) {
	dir, err := os.MkdirTemp("", "pgtest-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	server, err := Launch(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(server.Log(), "ready to accept connections") {
		t.Errorf("the log is gone: %s", server.Log())
	}
}

// failing notes what a helper reports instead of failing the test.
type failing struct {
	*testing.T
	said string
}

func (f *failing) Fatalf(format string, args ...any) {
	f.said = fmt.Sprintf(format, args...)
	panic(f)
}

func TestStartFailsLoudly(t *testing.T) {
	f := &failing{T: t}
	func() {
		defer func() { _ = recover() }()
		Start(f, Options{Settings: map[string]string{"no_such_setting": "1"}})
	}()
	if !strings.Contains(f.said, "no_such_setting") {
		t.Errorf("the failure does not show the server's reason: %q", f.said)
	}
}
