package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store/rawsqlite"
)

// sqliteEngine is the embedded default: one writer connection, another for
// counters and look-ups, and a pool of readers on one file in WAL mode. A
// commit is on disk before it is answered (synchronous=FULL).
type sqliteEngine struct {
	path    string
	side    *sql.DB
	readers *sql.DB
	reads   statements

	aroundCommit func(commit func() error) error // tests break it
}

// sqlitePragmas are set on every connection.
var sqlitePragmas = []string{
	"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(0)", "cache_size(-65536)", "temp_store(MEMORY)",
	"journal_size_limit(67108864)", "wal_autocheckpoint(16000)",
}

// busyTimeout is how long a connection waits for another process's write, in
// milliseconds.
const busyTimeout = 10_000

// OpenSQLite opens the database file at path, which must have been migrated.
func OpenSQLite(ctx context.Context, path string, opts Options) (*Store, error) {
	side, err := sql.Open("sqlite", SQLiteDSN(path))
	if err != nil {
		return nil, err
	}
	side.SetMaxOpenConns(1)
	readers, err := sql.Open("sqlite", SQLiteDSN(path)+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	readers.SetMaxOpenConns(8)
	readers.SetMaxIdleConns(8)
	e := &sqliteEngine{path: path, side: side, readers: readers, aroundCommit: func(commit func() error) error { return commit() }}
	if err := errors.Join(side.PingContext(ctx), readers.PingContext(ctx)); err != nil {
		e.close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return start(e, opts.withDefaults()), nil
}

// SQLiteDSN is how database/sql connects to the file at path.
func SQLiteDSN(path string) string {
	q := url.Values{}
	q.Set("_txlock", "immediate")
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyTimeout))
	for _, p := range sqlitePragmas {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func (e *sqliteEngine) name() string { return "sqlite" }
func (e *sqliteEngine) lanes() int   { return 1 }
func (e *sqliteEngine) steady() bool { return true }

// resolve looks the marker up. The session that wrote it is closed by now, so
// what is not there will never be.
func (e *sqliteEngine) resolve(ctx context.Context, m marker) (bool, error) {
	var at int64
	err := e.side.QueryRowContext(ctx, markerRead, m.args()[:2]...).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return at == int64(m.At), err
}

func (e *sqliteEngine) sweep(ctx context.Context, before instant.Instant, limit int) (int64, error) {
	return e.exec(ctx, markerSweep, sweepArgs(before, limit))
}

func (e *sqliteEngine) ping(ctx context.Context) error { return e.readers.PingContext(ctx) }

func (e *sqliteEngine) counter(ctx context.Context, name string, n int64) (int64, error) {
	var after int64
	err := e.side.QueryRowContext(ctx, counterAdd, name, n).Scan(&after)
	if err != nil {
		return 0, sqliteOutcome(err)
	}
	return after - n, nil
}

func (e *sqliteEngine) query(ctx context.Context, text string, args []any) (Rows, error) {
	st, err := e.reads.get(ctx, e.readers, text)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	return sqlRows{rows}, nil
}

func (e *sqliteEngine) exec(ctx context.Context, text string, args []any) (int64, error) {
	res, err := e.side.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (e *sqliteEngine) close() {
	_ = e.readers.Close()
	_ = e.side.Close()
}

type sqlRows struct{ *sql.Rows }

func (r sqlRows) Close() { _ = r.Rows.Close() }

// sqliteOutcome classifies an error from before the commit.
func sqliteOutcome(err error) error {
	var raw *rawsqlite.Error
	var driver *sqlite.Error
	var code int
	switch {
	case errors.As(err, &raw):
		code = raw.Code
	case errors.As(err, &driver):
		code = driver.Code()
	default:
		return err
	}
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return errors.Join(errUnique, err)
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL:
		return errors.Join(errTransient, err)
	}
	return err
}

// pragma is one of sqlitePragmas as a statement.
func pragma(p string) string {
	return "PRAGMA " + strings.Replace(strings.TrimSuffix(p, ")"), "(", " = ", 1)
}
