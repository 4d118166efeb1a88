package rawsqlite

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Stmt is a prepared statement. From its first Bind to its Reset no other of
// the same connection may be bound or run.
type Stmt struct {
	db     *DB
	handle uintptr
}

// Prepare compiles one statement. It lives as long as the connection.
func (db *DB) Prepare(text string) (*Stmt, error) {
	sql, err := libc.CString(text)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(db.tls, sql)
	out := db.tls.Alloc(pointerSize)
	defer db.tls.Free(pointerSize)
	if rc := sqlite3.Xsqlite3_prepare_v2(db.tls, db.handle, sql, -1, out, 0); rc != sqlite3.SQLITE_OK {
		return nil, db.failure(rc)
	}
	st := &Stmt{db: db, handle: load(out)}
	db.statements = append(db.statements, st)
	return st, nil
}

// BindInt gives the i-th parameter, from 1, a number.
func (st *Stmt) BindInt(i int, v int64) error {
	return st.bound(sqlite3.Xsqlite3_bind_int64(st.db.tls, st.handle, int32(i), v))
}

// BindText gives the i-th parameter a text, of which it takes a copy.
func (st *Stmt) BindText(i int, v string) error {
	p, err := st.db.arena.put(st.db.tls, bytesOf(v))
	if err != nil {
		return err
	}
	return st.bound(sqlite3.Xsqlite3_bind_text(st.db.tls, st.handle, int32(i), p, int32(len(v)), 0))
}

// BindBytes gives the i-th parameter bytes, of which it takes a copy.
func (st *Stmt) BindBytes(i int, v []byte) error {
	p, err := st.db.arena.put(st.db.tls, v)
	if err != nil {
		return err
	}
	return st.bound(sqlite3.Xsqlite3_bind_blob(st.db.tls, st.handle, int32(i), p, int32(len(v)), 0))
}

func (st *Stmt) bound(rc int32) error {
	if rc != sqlite3.SQLITE_OK {
		return st.db.failure(rc)
	}
	return nil
}

// Step runs the statement to its next row, or to its end, where row is false.
// After an error the statement has been reset.
func (st *Stmt) Step() (row bool, err error) {
	switch rc := sqlite3.Xsqlite3_step(st.db.tls, st.handle); rc {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		return false, nil
	default:
		err := st.db.failure(rc)
		st.Reset()
		return false, err
	}
}

// Reset ends the run. Before the next one, all must be bound again.
func (st *Stmt) Reset() {
	sqlite3.Xsqlite3_reset(st.db.tls, st.handle)
	st.db.arena.clear(st.db.tls)
}

// Run runs the statement to its end and resets it.
func (st *Stmt) Run() error {
	for {
		row, err := st.Step()
		if err != nil {
			return err
		}
		if !row {
			st.Reset()
			return nil
		}
	}
}

// Int is the number in column i, from 0, of the current row.
func (st *Stmt) Int(i int) int64 {
	return sqlite3.Xsqlite3_column_int64(st.db.tls, st.handle, int32(i))
}

// Text is a copy of the text in column i.
func (st *Stmt) Text(i int) string {
	p := sqlite3.Xsqlite3_column_text(st.db.tls, st.handle, int32(i))
	return string(st.memory(p, i))
}

// Bytes is a copy of the bytes in column i, nil where there are none.
func (st *Stmt) Bytes(i int) []byte {
	p := sqlite3.Xsqlite3_column_blob(st.db.tls, st.handle, int32(i))
	return append([]byte(nil), st.memory(p, i)...)
}

func (st *Stmt) memory(p uintptr, i int) []byte {
	n := int(sqlite3.Xsqlite3_column_bytes(st.db.tls, st.handle, int32(i)))
	if p == 0 || n == 0 {
		return nil
	}
	return libc.GoBytes(p, n)
}

func (st *Stmt) close() {
	if st.handle != 0 {
		sqlite3.Xsqlite3_finalize(st.db.tls, st.handle)
		st.handle = 0
	}
}
