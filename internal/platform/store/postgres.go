package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"guerdon/internal/base/instant"
)

// postgresEngine commits over a few dedicated connections, a lane each, and
// reads over a pool whose sessions cannot write.
type postgresEngine struct {
	config *pgx.ConnConfig
	pool   *pgxpool.Pool
	n      int
	begin  string // statements
	mark   string
	texts  texts
}

// laneSettings make the planner look rows up by index whatever the table's
// size and the batch's: on a small table it would scan and hash, and it would
// change its mind with the size of the batch. A process that stops in
// mid-flush must not hold its locks for long.
var laneSettings = map[string]string{
	"enable_seqscan":    "off",
	"enable_hashjoin":   "off",
	"enable_mergejoin":  "off",
	"enable_bitmapscan": "off",
	"plan_cache_mode":   "force_generic_plan",
	"jit":               "off",
	"lock_timeout":      "5s",
	"application_name":  "guerdon-lane",

	"idle_in_transaction_session_timeout": "10s",
}

const (
	connectTimeout = 5 * time.Second
	loadTimeout    = 30 * time.Second
	commitTimeout  = 30 * time.Second
)

// OpenPostgres opens the database at url, which must have been migrated.
// Transactions have the isolation level that the server's, the database's or
// the url's default_transaction_isolation names: read committed, which is
// enough, or serializable. Anything else is raised to serializable.
func OpenPostgres(ctx context.Context, url string, opts Options) (*Store, error) {
	opts = opts.withDefaults()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database url: %w", err)
	}
	pc, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database url: %w", err)
	}
	pc.MaxConns = max(pc.MaxConns, 8)
	if pc.ConnConfig.ValidateConnect == nil { // which may ask for a session that writes
		pc.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, err
	}
	begin, err := beginText(ctx, pool)
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	// A lane prepares a handful of statements a table.
	config.StatementCacheCapacity = max(config.StatementCacheCapacity, 4096)
	return start(&postgresEngine{config: config, pool: pool, n: opts.Lanes, begin: begin, mark: numbered(markerInsert)}, opts), nil
}

// beginText begins a transaction. Repeatable read would not do: there, a row
// that was locked but not changed by another flush does not show that what
// it owns has grown since.
func beginText(ctx context.Context, pool *pgxpool.Pool) (string, error) {
	var level string
	if err := pool.QueryRow(ctx, "SHOW default_transaction_isolation").Scan(&level); err != nil {
		return "", err
	}
	if level == "read committed" {
		return beginReadCommitted, nil
	}
	return beginSerializable, nil
}

const (
	beginReadCommitted = "BEGIN ISOLATION LEVEL READ COMMITTED"
	beginSerializable  = "BEGIN ISOLATION LEVEL SERIALIZABLE"
)

func (e *postgresEngine) name() string { return "postgres" }
func (e *postgresEngine) lanes() int   { return e.n }
func (e *postgresEngine) steady() bool { return e.begin == beginSerializable }

// connect makes a lane's connection. doubt is raised when the server says
// that it stopped waiting for its standby: such a commit may be lost later.
func (e *postgresEngine) connect(ctx context.Context, doubt *atomic.Bool) (*pgx.Conn, error) {
	config := e.config.Copy()
	for k, v := range laneSettings {
		config.RuntimeParams[k] = v
	}
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if doubtful(n) {
			doubt.Store(true)
		}
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, errors.Join(errTransient, err)
	}
	return conn, nil
}

// doubtful recognizes "canceling the wait for synchronous replication", which
// has the code of a plain warning, or that of a shutdown.
func doubtful(n *pgconn.Notice) bool {
	return n.SeverityUnlocalized == "WARNING" && (n.Code == "01000" || n.Code == "57P01")
}

func (e *postgresEngine) open(ctx context.Context) (session, error) {
	s := &postgresSession{engine: e}
	conn, err := e.connect(ctx, &s.doubt)
	if err != nil {
		return nil, err
	}
	s.conn = conn
	return s, nil
}

// resolve writes the marker itself, on a connection of its own. That waits
// for a commit still in progress; if the flush's marker is there afterwards
// the flush was committed, and if it was not, ours is there now, and the
// flush can never commit any more.
func (e *postgresEngine) resolve(ctx context.Context, m marker) (bool, error) {
	at, err := e.once(ctx, markerResolve, m.void().args()...)
	return at > 0, err
}

func (e *postgresEngine) counter(ctx context.Context, name string, n int64) (int64, error) {
	after, err := e.once(ctx, counterAdd, name, n)
	return after - n, err
}

// once runs a statement that returns one number, on a connection of its own.
func (e *postgresEngine) once(ctx context.Context, text string, args ...any) (n int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	var doubt atomic.Bool
	conn, err := e.connect(ctx, &doubt)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := conn.QueryRow(ctx, numbered(text), args...).Scan(&n); err != nil {
		return 0, postgresOutcome(err, true)
	}
	if doubt.Load() {
		return 0, errTransient
	}
	return n, nil
}

func (e *postgresEngine) sweep(ctx context.Context, before instant.Instant, limit int) (int64, error) {
	return e.exec(ctx, markerSweep, sweepArgs(before, limit))
}

func (e *postgresEngine) ping(ctx context.Context) error { return e.pool.Ping(ctx) }

func (e *postgresEngine) query(ctx context.Context, text string, args []any) (Rows, error) {
	rows, err := e.pool.Query(ctx, numbered(text), args...)
	if err != nil {
		return nil, err
	}
	return pgRows{rows}, nil
}

func (e *postgresEngine) exec(ctx context.Context, text string, args []any) (int64, error) {
	conn, err := e.connect(ctx, new(atomic.Bool))
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	tag, err := conn.Exec(ctx, numbered(text), args...)
	return tag.RowsAffected(), err
}

func (e *postgresEngine) close() { e.pool.Close() }

type pgRows struct{ pgx.Rows }

func (r pgRows) Columns() ([]string, error) {
	fields := r.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names, r.Err()
}
