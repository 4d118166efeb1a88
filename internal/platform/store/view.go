package store

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
)

// View reads the database as it was at one instant, however long the reading
// takes and whatever is written meanwhile.
type View struct{ conn viewConn }

// viewConn is an engine's connection inside a read-only snapshot.
type viewConn interface {
	query(ctx context.Context, sql string, args []any) (Rows, error)
	close()
}

// View runs fn on a snapshot. Keep it short: a database cannot clean up
// behind an open snapshot.
func (s *Store) View(ctx context.Context, fn func(v *View) error) error {
	conn, err := s.engine.view(ctx)
	if err != nil {
		return err
	}
	defer conn.close()
	return fn(&View{conn})
}

// Query is Store.Query at the view's instant. Close one result before the
// next is asked for.
func (v *View) Query(ctx context.Context, sql string, args ...any) (Rows, error) {
	return v.conn.query(ctx, sql, plainAll(args))
}

type sqliteView struct{ tx *sql.Tx }

func (e *sqliteEngine) view(ctx context.Context) (viewConn, error) {
	tx, err := e.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // else it would lock the writer out
	if err != nil {
		return nil, err
	}
	return sqliteView{tx}, nil
}

func (v sqliteView) query(ctx context.Context, text string, args []any) (Rows, error) {
	rows, err := v.tx.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	return sqlRows{rows}, nil
}

func (v sqliteView) close() { _ = v.tx.Rollback() }

type postgresView struct{ tx pgx.Tx }

func (e *postgresEngine) view(ctx context.Context) (viewConn, error) {
	tx, err := e.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	return postgresView{tx}, nil
}

func (v postgresView) query(ctx context.Context, text string, args []any) (Rows, error) {
	rows, err := v.tx.Query(ctx, numbered(text), args...)
	if err != nil {
		return nil, err
	}
	return pgRows{rows}, nil
}

func (v postgresView) close() { _ = v.tx.Rollback(context.Background()) }

func (e *memoryEngine) view(context.Context) (viewConn, error) { return nil, ErrNoSQL }
