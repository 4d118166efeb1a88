package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// postgresSession is a lane's connection. A flush takes two trips: BEGIN and
// the look-ups with their locks; then deletes, updates, inserts, marker and
// COMMIT. Each is one pipeline.
type postgresSession struct {
	engine *postgresEngine
	conn   *pgx.Conn
	open   bool
	doubt  atomic.Bool
}

func (s *postgresSession) load(ctx context.Context, reqs []loadRequest) error {
	ctx, cancel := context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	batch := s.begin()
	for i := range reqs {
		req := &reqs[i]
		batch.Queue(s.selectText(req), arrays(req.by, req.keys)...).Query(func(rows pgx.Rows) error {
			dest := req.table.cols.pointers(req.row)
			for rows.Next() {
				if err := rows.Scan(dest...); err != nil {
					return err
				}
				req.deliver()
			}
			return rows.Err()
		})
	}
	err := s.conn.SendBatch(ctx, batch).Close()
	if err == nil {
		return nil
	}
	if err = postgresOutcome(err, s.conn.IsClosed()); errors.Is(err, errLocked) && slices.ContainsFunc(reqs, func(r loadRequest) bool { return r.nowait }) {
		return errConflict // locked, but perhaps not for long
	}
	return err
}

// begin starts a pipeline, with BEGIN where no transaction is open.
func (s *postgresSession) begin() *pgx.Batch {
	batch := &pgx.Batch{}
	if !s.open {
		batch.Queue(s.engine.begin)
		s.open = true
	}
	return batch
}

func (s *postgresSession) commit(ctx context.Context, m *marker, changes []changeSet) error {
	// Once it may have been sent, a COMMIT is not cancelled with its
	// callers: the connection is given up instead, and resolve asked.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	defer cancel()
	s.doubt.Store(false)
	batch := s.begin()
	for i := range changes {
		s.queueChanges(batch, &changes[i])
	}
	batch.Queue(s.engine.mark, m.args()...)
	committed := false
	batch.Queue("COMMIT").Exec(func(tag pgconn.CommandTag) error {
		committed = tag.String() == "COMMIT"
		return nil
	})
	if err := s.conn.SendBatch(ctx, batch).Close(); err != nil {
		return commitOutcome(err)
	}
	if !committed || s.doubt.Load() {
		return errUnknown
	}
	s.open = false
	return nil
}

func (s *postgresSession) queueChanges(batch *pgx.Batch, c *changeSet) {
	t := c.table
	if len(c.deletes) > 0 {
		batch.Queue(s.text(t, purposeDelete, postgresDelete), arrays(t.key, c.deletes)...)
	}
	if len(c.updates) > 0 {
		others := t.others.among(c.differ)
		text := s.engine.texts.get(textKey{table: t.index, index: -1, purpose: purposeUpdate, differ: c.differ}, func() string { return postgresUpdate(t, others) })
		batch.Queue(text, arrays(slices.Concat(t.key, others), c.updates)...)
	}
	if len(c.inserts) > 0 {
		batch.Queue(s.text(t, purposeInsert, postgresInsert), arrays(t.cols, c.inserts)...)
	}
}

func (s *postgresSession) text(t *meta, purpose purpose, build func(*meta) string) string {
	return s.engine.texts.get(textKey{table: t.index, index: -1, purpose: purpose}, func() string { return build(t) })
}

func (s *postgresSession) selectText(req *loadRequest) string {
	purpose := purposeLoad
	switch {
	case req.nowait:
		purpose = purposeLockNowait
	case req.lock:
		purpose = purposeLock
	}
	return s.engine.texts.get(textKey{table: req.table.index, index: req.index, purpose: purpose}, func() string { return postgresSelect(req) })
}

func (s *postgresSession) rollback() {
	if !s.open {
		return
	}
	s.open = false
	ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
	defer cancel()
	if _, err := s.conn.Exec(ctx, "ROLLBACK"); err != nil {
		_ = s.conn.Close(ctx)
	}
}

func (s *postgresSession) close() {
	ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
	defer cancel()
	_ = s.conn.Close(ctx)
}

// arrays turns rows into one array a column.
func arrays(cols shape, rows []unsafe.Pointer) []any {
	out := make([]any, len(cols))
	for i, f := range cols {
		out[i] = f.array(rows)
	}
	return out
}

func (f field) array(rows []unsafe.Pointer) any {
	switch f.kind {
	case kindInt16:
		return gather[int16](f, rows)
	case kindInt32:
		return gather[int32](f, rows)
	case kindInt64:
		return gather[int64](f, rows)
	case kindBool:
		return gather[bool](f, rows)
	case kindText:
		return gather[string](f, rows)
	}
	list := gather[[]byte](f, rows)
	for i := range list {
		if list[i] == nil {
			list[i] = []byte{}
		}
	}
	return list
}

func gather[T any](f field, rows []unsafe.Pointer) []T {
	out := make([]T, len(rows))
	for i, p := range rows {
		out[i] = *(*T)(unsafe.Add(p, f.offset))
	}
	return out
}

var arrayTypes = [...]string{"smallint[]", "integer[]", "bigint[]", "boolean[]", "text[]", "bytea[]"}

func (s shape) unnests() string {
	return join(s.names(), ", ", func(i int, _ string) string {
		return "unnest(" + placeholder(i) + "::" + arrayTypes[s[i].kind] + ")"
	})
}

func (s shape) unnestTable() string {
	args := join(s.names(), ", ", func(i int, _ string) string { return placeholder(i) + "::" + arrayTypes[s[i].kind] })
	return "unnest(" + args + ") AS k (" + strings.Join(s.names(), ", ") + ")"
}

func placeholder(i int) string { return "$" + strconv.Itoa(i+1) }

func matches(names []string) string {
	return join(names, " AND ", func(_ int, n string) string { return "t." + n + " = k." + n })
}

func postgresSelect(req *loadRequest) string {
	t := req.table
	text := "SELECT " + join(t.cols.names(), ", ", func(_ int, n string) string { return "t." + n }) +
		" FROM " + req.by.unnestTable() + " JOIN " + t.name + " t ON " + matches(req.by.names())
	if req.lock {
		text += " ORDER BY " + join(t.key.names(), ", ", func(_ int, n string) string { return "t." + n }) + " FOR UPDATE OF t"
	}
	if req.nowait {
		text += " NOWAIT"
	}
	return text
}

func postgresInsert(t *meta) string {
	return "INSERT INTO " + t.name + " (" + strings.Join(t.cols.names(), ", ") + ") VALUES (" + t.cols.unnests() + ")"
}

// postgresUpdate writes only the columns that changed in any row of a flush:
// each array that is sent and unnested costs some of every row's time.
func postgresUpdate(t *meta, others shape) string {
	return "UPDATE " + t.name + " AS t SET " + join(others.names(), ", ", func(_ int, n string) string { return n + " = k." + n }) +
		" FROM " + slices.Concat(t.key, others).unnestTable() + " WHERE " + matches(t.key.names())
}

func postgresDelete(t *meta) string {
	return "DELETE FROM " + t.name + " AS t USING " + t.key.unnestTable() + " WHERE " + matches(t.key.names())
}
