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
)

// sqliteEngine is the embedded default: one writer connection and a pool of
// readers on one file in WAL mode. A commit is on disk before it is answered
// (synchronous=FULL).
type sqliteEngine struct {
	writer  *sql.DB
	readers *sql.DB
	texts   texts
}

// OpenSQLite opens the database file at path, which must have been migrated.
func OpenSQLite(ctx context.Context, path string, opts Options) (*Store, error) {
	writer, err := sql.Open("sqlite", SQLiteDSN(path))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(2) // the lane's, and one for counters and resolving
	readers, err := sql.Open("sqlite", strings.Replace(SQLiteDSN(path), "_txlock=immediate", "_txlock=deferred", 1)+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	readers.SetMaxOpenConns(8)
	e := &sqliteEngine{writer: writer, readers: readers}
	if err := errors.Join(writer.PingContext(ctx), readers.PingContext(ctx)); err != nil {
		e.close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return start(e, opts.withDefaults()), nil
}

// SQLiteDSN is how every connection to the file at path is made.
func SQLiteDSN(path string) string {
	q := url.Values{}
	q.Set("_txlock", "immediate")
	for _, p := range []string{"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)", "foreign_keys(0)", "cache_size(-65536)", "temp_store(MEMORY)", "journal_size_limit(67108864)"} {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func (e *sqliteEngine) name() string { return "sqlite" }
func (e *sqliteEngine) lanes() int   { return 1 }

func (e *sqliteEngine) open(ctx context.Context) (session, error) {
	conn, err := e.writer.Conn(ctx)
	if err != nil {
		return nil, errors.Join(errTransient, err)
	}
	return &sqliteSession{engine: e, conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

func (e *sqliteEngine) resolve(ctx context.Context, m marker) (bool, error) {
	n, err := e.exec(ctx, markerInsert+" ON CONFLICT DO NOTHING", m.args())
	return n == 0, err
}

func (e *sqliteEngine) counter(ctx context.Context, name string, n int64) (int64, error) {
	var after int64
	err := e.writer.QueryRowContext(ctx, counterAdd, name, n).Scan(&after)
	if err != nil {
		return 0, sqliteOutcome(err)
	}
	return after - n, nil
}

func (e *sqliteEngine) query(ctx context.Context, text string, args []any) (Rows, error) {
	rows, err := e.readers.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	return sqlRows{rows}, nil
}

func (e *sqliteEngine) exec(ctx context.Context, text string, args []any) (int64, error) {
	res, err := e.writer.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (e *sqliteEngine) close() {
	_ = e.readers.Close()
	_ = e.writer.Close()
}

type sqlRows struct{ *sql.Rows }

func (r sqlRows) Close() { _ = r.Rows.Close() }

// sqliteOutcome classifies an error by what may have happened.
func sqliteOutcome(err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return errors.Join(errUnique, err)
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL:
		return errors.Join(errTransient, err)
	}
	return err
}
