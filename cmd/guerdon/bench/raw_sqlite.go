package bench

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
)

// sqliteScratch is a database file of the ceiling's own.
type sqliteScratch struct {
	dir string
	db  *sql.DB
}

func newSQLiteScratch(ctx context.Context, members int) (_ *sqliteScratch, err error) {
	dir, err := os.MkdirTemp("", "guerdon-bench-raw-")
	if err != nil {
		return nil, err
	}
	s := &sqliteScratch{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.drop())
		}
	}()
	path := filepath.Join(dir, "raw.db")
	if err := migration.SQLite(ctx, path); err != nil {
		return nil, err
	}
	if s.db, err = sql.Open("sqlite", store.SQLiteDSN(path)); err != nil {
		return nil, err
	}
	_, err = s.db.ExecContext(ctx, rawSeed, max(members, rawBatch), []byte{})
	return s, err
}

func (s *sqliteScratch) drop() error {
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// rawSQLite writes with one prepared statement a row, which is the fastest
// form where there is no network between.
type rawSQLite struct {
	conn                         *sql.Conn
	begin, get, put, add, commit *sql.Stmt
}

func (s *sqliteScratch) writer(ctx context.Context) (rawWriter, error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &rawSQLite{conn: conn}
	for _, st := range []struct {
		to   **sql.Stmt
		text string
	}{
		{&w.begin, "BEGIN IMMEDIATE"},
		{&w.get, "SELECT posted, seq, mark FROM account WHERE bucket = ? AND owner = ? AND asset = 'POINT' AND purpose = 'main'"},
		{&w.put, "UPDATE account SET posted = ?, seq = ?, mark = ?, spent = spent + 1, changed_at = ? WHERE bucket = ? AND owner = ? AND asset = 'POINT' AND purpose = 'main'"},
		{&w.add, `INSERT INTO transfer (bucket, owner, asset, purpose, seq, id, amount, balance, counter, kind, reason, source, actor, reverses, at, mark)
			VALUES (?, ?, 'POINT', 'main', ?, ?, -1, ?, 'revenue', 'spend', 'bench', 'raw', 'system', 0, ?, ?)`},
		{&w.commit, "COMMIT"},
	} {
		if *st.to, err = conn.PrepareContext(ctx, st.text); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	return w, nil
}

func (w *rawSQLite) spend(ctx context.Context, owners []int64, from int64) error {
	if _, err := w.begin.ExecContext(ctx); err != nil {
		return err
	}
	now := time.Now().UnixMicro()
	for i, owner := range owners {
		if err := w.one(ctx, owner, from+int64(i), now); err != nil {
			return err
		}
	}
	_, err := w.commit.ExecContext(ctx)
	return err
}

func (w *rawSQLite) one(ctx context.Context, owner, id, now int64) error {
	var posted, seq int64
	var mark []byte
	if err := w.get.QueryRowContext(ctx, owner%1024, owner).Scan(&posted, &seq, &mark); err != nil {
		return err
	}
	mark = rawMark(id)
	if _, err := w.put.ExecContext(ctx, posted-1, seq+1, mark, now, owner%1024, owner); err != nil {
		return err
	}
	_, err := w.add.ExecContext(ctx, owner%1024, owner, seq+1, id, posted-1, now, mark)
	return err
}

func (w *rawSQLite) close() error {
	var errs []error
	for _, st := range []*sql.Stmt{w.begin, w.get, w.put, w.add, w.commit} {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// rawMark is 16 bytes, like the mark of a line of history.
func rawMark(id int64) []byte {
	mark := make([]byte, 16)
	for i := range mark {
		mark[i] = byte(id >> (i % 8 * 8))
	}
	return mark
}
