package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"unsafe"
)

// sqliteSession is the writer's connection. Its statements handle one row
// each: without a network between, that is as fast as any bulk form.
type sqliteSession struct {
	engine *sqliteEngine
	conn   *sql.Conn
	stmts  map[string]*sql.Stmt
	open   bool
	args   []any
}

func (s *sqliteSession) load(ctx context.Context, reqs []loadRequest) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	for i := range reqs {
		if err := s.loadOne(ctx, &reqs[i]); err != nil {
			return sqliteOutcome(err)
		}
	}
	return nil
}

func (s *sqliteSession) begin(ctx context.Context) error {
	if s.open {
		return nil
	}
	if _, err := s.exec(ctx, "BEGIN IMMEDIATE", nil); err != nil {
		return errors.Join(errTransient, err)
	}
	s.open = true
	return nil
}

func (s *sqliteSession) loadOne(ctx context.Context, req *loadRequest) error {
	text := s.engine.texts.get(textKey{req.table.index, req.index, purposeLoad, 0}, func() string { return sqliteSelect(req) })
	st, err := s.prepared(ctx, text)
	if err != nil {
		return err
	}
	dest := pointers(req.table.cols, req.row)
	for _, k := range req.keys {
		rows, err := st.QueryContext(ctx, s.values(req.by, k)...)
		if err != nil {
			return err
		}
		for rows.Next() {
			if err := rows.Scan(dest...); err != nil {
				_ = rows.Close()
				return err
			}
			req.deliver(nil, req.row)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (s *sqliteSession) commit(ctx context.Context, m marker, changes []changeSet) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	for i := range changes {
		if err := s.write(ctx, &changes[i]); err != nil {
			return sqliteOutcome(err)
		}
	}
	if _, err := s.exec(ctx, markerInsert, m.args()); err != nil {
		return sqliteOutcome(err)
	}
	if _, err := s.exec(ctx, "COMMIT", nil); err != nil {
		return errors.Join(errUnknown, err)
	}
	s.open = false
	return nil
}

func (s *sqliteSession) write(ctx context.Context, c *changeSet) error {
	t := c.table
	steps := []struct {
		purpose uint8
		rows    []unsafe.Pointer
		cols    shape
		text    func() string
	}{
		{purposeDelete, c.deletes, t.key(), func() string { return sqliteDelete(t) }},
		{purposeUpdate, c.updates, append(t.others(), t.key()...), func() string { return sqliteUpdate(t) }},
		{purposeInsert, c.inserts, t.cols, func() string { return sqliteInsert(t) }},
	}
	for _, step := range steps {
		if len(step.rows) == 0 {
			continue
		}
		st, err := s.prepared(ctx, s.engine.texts.get(textKey{t.index, -1, step.purpose, 0}, step.text))
		if err != nil {
			return err
		}
		for _, row := range step.rows {
			if _, err := st.ExecContext(ctx, s.values(step.cols, row)...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *sqliteSession) values(cols shape, p unsafe.Pointer) []any {
	s.args = s.args[:0]
	for _, f := range cols {
		s.args = append(s.args, f.value(p))
	}
	return s.args
}

func (s *sqliteSession) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if st, ok := s.stmts[text]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(ctx, text)
	if err == nil {
		s.stmts[text] = st
	}
	return st, err
}

func (s *sqliteSession) exec(ctx context.Context, text string, args []any) (sql.Result, error) {
	st, err := s.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (s *sqliteSession) rollback() {
	if s.open {
		s.open = false
		_, _ = s.exec(context.Background(), "ROLLBACK", nil)
	}
}

func (s *sqliteSession) close() {
	s.rollback()
	for _, st := range s.stmts {
		_ = st.Close()
	}
	_ = s.conn.Close()
}

func pointers(cols shape, p unsafe.Pointer) []any {
	out := make([]any, len(cols))
	for i, f := range cols {
		out[i] = f.pointer(p)
	}
	return out
}

func sqliteSelect(req *loadRequest) string {
	return "SELECT " + strings.Join(req.table.cols.names(), ", ") + " FROM " + req.table.name +
		" WHERE " + equals(req.by.names(), " AND ")
}

func sqliteInsert(t *meta) string {
	return "INSERT INTO " + t.name + " (" + strings.Join(t.cols.names(), ", ") + ") VALUES (" +
		strings.TrimSuffix(strings.Repeat("?, ", len(t.cols)), ", ") + ")"
}

func sqliteUpdate(t *meta) string {
	return "UPDATE " + t.name + " SET " + equals(t.others().names(), ", ") + " WHERE " + equals(t.keyCols, " AND ")
}

func sqliteDelete(t *meta) string {
	return "DELETE FROM " + t.name + " WHERE " + equals(t.keyCols, " AND ")
}

func equals(names []string, sep string) string {
	return join(names, sep, func(_ int, n string) string { return n + " = ?" })
}

// Statements on the store's own two tables.
const (
	markerInsert = "INSERT INTO store_flush (bucket, id, at) VALUES (?, ?, ?)"
	counterAdd   = "INSERT INTO store_counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = store_counter.value + excluded.value RETURNING value"
)

func (m marker) args() []any { return []any{int64(m.Bucket), m.ID[:], int64(m.At)} }
