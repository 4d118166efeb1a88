package ledger_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// began is 10:30 in the project's zone.
var began = instant.Of(time.Date(2026, 1, 16, 2, 30, 0, 0, time.UTC))

// book is a ledger on a database that the test can also reach around it.
type book struct {
	testing.TB
	*ledger.Ledger
	store *store.Store
	clock *clock.Manual
	open  func(now func() instant.Instant) *store.Store // another process's store
	db    *sql.DB
	// numbered turns ? into $1, $2, … where the database wants that.
	numbered bool
}

// onSQL runs a test on both engines with SQL.
func onSQL(t *testing.T, test func(b *book)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(sqliteBook(t)) })
	t.Run("postgres", func(t *testing.T) { test(postgresBook(t)) })
}

func sqliteBook(t *testing.T) *book {
	t.Helper()
	path := filepath.Join(t.TempDir(), "guerdon.db")
	if err := migration.SQLite(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return newBook(t, "sqlite", store.SQLiteDSN(path), func(opts store.Options) (*store.Store, error) {
		return store.OpenSQLite(context.Background(), path, opts)
	})
}

func postgresBook(t *testing.T) *book {
	t.Helper()
	url := pgtest.URL(t)
	if err := migration.Postgres(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	b := newBook(t, "pgx", url, func(opts store.Options) (*store.Store, error) {
		return store.OpenPostgres(context.Background(), url, opts)
	})
	b.numbered = true
	return b
}

func newBook(t *testing.T, driver, dsn string, open func(store.Options) (*store.Store, error)) *book {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	b := &book{TB: t, Ledger: ledger.New(zone), clock: clock.NewManual(began), db: db}
	b.open = func(now func() instant.Instant) *store.Store {
		s, err := open(store.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		return s
	}
	b.store = b.open(b.clock.Now)
	return b
}

// do runs a verb in a write of its own.
func do[T any](b *book, fn func(tx *store.Tx) (T, error)) (T, error) {
	return store.Do(b.Context(), b.store, member.Bucket(), fn)
}

func (b *book) post(cmd ledger.PostCmd) (ledger.Posting, error) {
	cmd.Actor = actor.OfSystem
	return do(b, func(tx *store.Tx) (ledger.Posting, error) { return b.Post(tx, cmd) })
}

func (b *book) mustPost(cmd ledger.PostCmd) ledger.Posting {
	b.Helper()
	p, err := b.post(cmd)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// exec changes the database around the ledger.
func (b *book) exec(text string, args ...any) {
	b.Helper()
	if b.numbered {
		for n := 1; strings.Contains(text, "?"); n++ {
			text = strings.Replace(text, "?", "$"+string(rune('0'+n)), 1)
		}
	}
	r, err := b.db.ExecContext(b.Context(), text, args...)
	if err != nil {
		b.Fatalf("%s: %v", text, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		b.Fatalf("%s changed %d rows, %v", text, n, err)
	}
}

// differences are what the checks find.
func (b *book) differences() []string {
	b.Helper()
	found, err := verify.All(b.Context(), b.store, nil, b.Check(), ledger.CheckRollup())
	if err != nil {
		b.Fatal(err)
	}
	var out []string
	for _, d := range found.First {
		out = append(out, d.String())
	}
	return out
}

func (b *book) verify() {
	b.Helper()
	if found := b.differences(); len(found) > 0 {
		b.Fatalf("verify:\n%s", strings.Join(found, "\n"))
	}
}
