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
)

// postgresEngine commits over a few dedicated connections, a lane each, and
// reads over a pool.
type postgresEngine struct {
	config *pgx.ConnConfig
	pool   *pgxpool.Pool
	n      int
	texts  texts
}

// laneSettings make the planner look rows up by index whatever the table's
// size and the batch's: on a small table it would scan and hash, and it would
// change its mind with the size of the batch.
var laneSettings = map[string]string{
	"enable_seqscan":    "off",
	"enable_hashjoin":   "off",
	"enable_mergejoin":  "off",
	"enable_bitmapscan": "off",
	"plan_cache_mode":   "force_generic_plan",
	"jit":               "off",
	"lock_timeout":      "15s",
	"application_name":  "guerdon-lane",
}

const (
	connectTimeout = 5 * time.Second
	loadTimeout    = 30 * time.Second
	commitTimeout  = 30 * time.Second
)

// OpenPostgres opens the database at url, which must have been migrated.
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
	if pc.MaxConns < 8 {
		pc.MaxConns = 8
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	return start(&postgresEngine{config: config, pool: pool, n: opts.Lanes}, opts), nil
}

func (e *postgresEngine) name() string { return "postgres" }
func (e *postgresEngine) lanes() int   { return e.n }

// connect makes a lane's connection. doubt is raised when the server says
// that it stopped waiting for its standby: such a commit may be lost later.
func (e *postgresEngine) connect(ctx context.Context, doubt *atomic.Bool) (*pgx.Conn, error) {
	config := e.config.Copy()
	for k, v := range laneSettings {
		config.RuntimeParams[k] = v
	}
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if n.Severity == "WARNING" && n.Code == "01000" {
			doubt.Store(true)
		}
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, errors.Join(errTransient, err)
	}
	return conn, nil
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
// for a commit still in progress; if the marker is there afterwards the flush
// was committed, and if it was not, it is now ours, and the flush can never
// commit any more.
func (e *postgresEngine) resolve(ctx context.Context, m marker) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	var doubt atomic.Bool
	conn, err := e.connect(ctx, &doubt)
	if err != nil {
		return false, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	tag, err := conn.Exec(ctx, numbered(markerInsert)+" ON CONFLICT DO NOTHING", m.args()...)
	if err != nil || doubt.Load() {
		return false, errors.Join(errTransient, err)
	}
	return tag.RowsAffected() == 0, nil
}

func (e *postgresEngine) counter(ctx context.Context, name string, n int64) (int64, error) {
	var after int64
	err := e.pool.QueryRow(ctx, numbered(counterAdd), name, n).Scan(&after)
	if err != nil {
		return 0, postgresOutcome(err)
	}
	return after - n, nil
}

func (e *postgresEngine) query(ctx context.Context, text string, args []any) (Rows, error) {
	rows, err := e.pool.Query(ctx, numbered(text), args...)
	if err != nil {
		return nil, err
	}
	return pgRows{rows}, nil
}

func (e *postgresEngine) exec(ctx context.Context, text string, args []any) (int64, error) {
	tag, err := e.pool.Exec(ctx, numbered(text), args...)
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

// postgresOutcome classifies an error before the commit was sent: nothing
// happened in any case.
func postgresOutcome(err error) error {
	var pe *pgconn.PgError
	if !errors.As(err, &pe) {
		return errors.Join(errTransient, err) // the connection broke
	}
	switch {
	case pe.Code == "23505":
		return errors.Join(errUnique, err)
	case retryable(pe.Code):
		return errors.Join(errTransient, err)
	}
	return err
}

// retryable lists the states that another attempt may get past: conflicts
// (40…), locks (55P03), connections (08…, 53300), servers going down or
// coming up (57P0x), and a server that was demoted to a standby (25006).
func retryable(code string) bool {
	switch code {
	case "55P03", "53300", "25006":
		return true
	}
	switch code[:2] {
	case "40", "08":
		return true
	}
	return code[:min(4, len(code))] == "57P0"
}
