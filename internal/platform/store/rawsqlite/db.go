package rawsqlite

import (
	"fmt"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// DB is a connection. It is for one goroutine at a time.
type DB struct {
	tls        *libc.TLS
	handle     uintptr
	statements []*Stmt
	arena      arena
}

// Error is a result code, with SQLite's message.
type Error struct {
	Code    int // extended
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("sqlite: %s (%d)", e.Message, e.Code) }

// Open opens the file at path, which must exist.
func Open(path string) (*DB, error) {
	db := &DB{tls: libc.NewTLS()}
	name, err := libc.CString(path)
	if err != nil {
		db.tls.Close()
		return nil, err
	}
	defer libc.Xfree(db.tls, name)
	out := db.tls.Alloc(pointerSize)
	defer db.tls.Free(pointerSize)
	const flags = sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_NOMUTEX | sqlite3.SQLITE_OPEN_EXRESCODE
	rc := sqlite3.Xsqlite3_open_v2(db.tls, name, out, flags, 0)
	db.handle = load(out)
	if rc != sqlite3.SQLITE_OK {
		err := db.failure(rc)
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// BusyTimeout sets how long a statement waits for another connection's lock,
// in milliseconds.
func (db *DB) BusyTimeout(milliseconds int) {
	sqlite3.Xsqlite3_busy_timeout(db.tls, db.handle, int32(milliseconds))
}

// Exec runs a statement that needs no values and drops its rows.
func (db *DB) Exec(text string) error {
	st, err := db.Prepare(text)
	if err != nil {
		return err
	}
	defer st.close()
	return st.Run()
}

// Close finalizes all statements and closes the connection. An open
// transaction is rolled back.
func (db *DB) Close() error {
	for _, st := range db.statements {
		st.close()
	}
	db.statements = nil
	rc := sqlite3.Xsqlite3_close_v2(db.tls, db.handle)
	db.arena.close(db.tls)
	db.tls.Close()
	if rc != sqlite3.SQLITE_OK {
		return &Error{int(rc), "cannot close"}
	}
	return nil
}

func (db *DB) failure(rc int32) error {
	return &Error{int(rc), libc.GoString(sqlite3.Xsqlite3_errmsg(db.tls, db.handle))}
}

const pointerSize = int(unsafe.Sizeof(uintptr(0)))

// load reads a pointer that the library wrote at p.
func load(p uintptr) uintptr {
	var out uintptr
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&out)), pointerSize), libc.GoBytes(p, pointerSize))
	return out
}
