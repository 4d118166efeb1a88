package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"guerdon/internal/platform/pgtest"
)

// database is an empty one on the engine under test, and its server, if it
// has one.
type database interface {
	version() string
	// settings make the program use it, as environment variables.
	settings() []string
	pid() int // of its server, or 0
	scratch(ctx context.Context, members int) (scratch, error)
	close() error
}

// scratch is a database beside it for the bare driver.
type scratch interface {
	writer(ctx context.Context) (rawWriter, error)
	drop() error
}

// openDatabase makes one; dir is the data directory of the program.
func openDatabase(ctx context.Context, engine Engine, dir string) (database, error) {
	if engine == SQLite {
		return newSQLiteDatabase(ctx, dir)
	}
	return newPostgresDatabase(ctx, dir)
}

// sqliteDatabase is the embedded engine: a directory.
type sqliteDatabase struct{ dir, number string }

func newSQLiteDatabase(ctx context.Context, dir string) (*sqliteDatabase, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	d := &sqliteDatabase{dir: dir}
	err = db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&d.number)
	return d, errors.Join(err, db.Close())
}

func (d *sqliteDatabase) version() string    { return "SQLite " + d.number }
func (d *sqliteDatabase) settings() []string { return []string{"GUERDON_DATA=" + d.dir} }
func (d *sqliteDatabase) pid() int           { return 0 }
func (d *sqliteDatabase) close() error       { return nil }

func (d *sqliteDatabase) scratch(ctx context.Context, members int) (scratch, error) {
	return newSQLiteScratch(ctx, members)
}

// postgresDatabase is a fresh server with PostgreSQL's default durability.
type postgresDatabase struct {
	server *pgtest.Server
	db     *pgtest.Database
	dir    string
	number string
	master int
}

func newPostgresDatabase(ctx context.Context, dir string) (*postgresDatabase, error) {
	server, err := pgtest.Launch(ctx, "", pgtest.Options{Settings: map[string]string{"min_wal_size": "1GB", "max_wal_size": "2GB"}})
	if err != nil {
		return nil, err
	}
	d := &postgresDatabase{server: server, dir: dir}
	if err := d.prepare(ctx); err != nil {
		return nil, errors.Join(err, server.Stop())
	}
	return d, nil
}

func (d *postgresDatabase) prepare(ctx context.Context) (err error) {
	conn, err := pgx.Connect(ctx, d.server.URL())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	var home string
	err = errors.Join(conn.QueryRow(ctx, "SHOW server_version").Scan(&d.number), conn.QueryRow(ctx, "SHOW data_directory").Scan(&home))
	if err != nil {
		return err
	}
	if d.master, err = strconv.Atoi(firstLine(filepath.Join(home, "postmaster.pid"))); err != nil {
		return fmt.Errorf("the database server's process: %w", err)
	}
	if d.db, err = pgtest.Create(ctx, d.server.URL()); err != nil {
		return err
	}
	return roll(ctx, conn)
}

// segments is how many files of the log a server that has run for a while
// has at hand, each 16 MB.
const segments = 60

// roll makes the log's files once, so that they are at hand. A new server
// would stop for some 60 ms a file to make each; one that runs uses old ones
// again.
func roll(ctx context.Context, conn *pgx.Conn) error {
	for range segments {
		if _, err := conn.Exec(ctx, "SELECT pg_logical_emit_message(false, 'bench', 'x'), pg_switch_wal()"); err != nil {
			return err
		}
	}
	_, err := conn.Exec(ctx, "CHECKPOINT")
	return err
}

func (d *postgresDatabase) version() string {
	number, _, _ := strings.Cut(d.number, " ")
	return "PostgreSQL " + number
}

func (d *postgresDatabase) settings() []string {
	return []string{"GUERDON_DATA=" + d.dir, "GUERDON_DATABASE=" + d.db.URL}
}

func (d *postgresDatabase) pid() int     { return d.master }
func (d *postgresDatabase) close() error { return d.server.Stop() }

func (d *postgresDatabase) scratch(ctx context.Context, members int) (scratch, error) {
	return newPostgresScratch(ctx, d.server.URL(), members)
}

// dataDirectory makes a directory for the program's files.
func dataDirectory() (dir string, remove func() error, err error) {
	dir, err = os.MkdirTemp("", "guerdon-bench-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}
