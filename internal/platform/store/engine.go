package store

import (
	"context"
	"unsafe"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// marker names one flush. Every flush writes its marker in its own
// transaction, so that a lost answer to COMMIT can be looked up.
type marker struct {
	Bucket id.Bucket
	ID     [16]byte
	At     instant.Instant
}

// loadRequest asks for the rows of one table whose columns by equal one of
// the keys. deliver is called with each row; found rows only.
type loadRequest struct {
	table   *meta
	by      shape            // of the key structs
	keys    []unsafe.Pointer // to key structs
	boxed   []any            // the same keys as values, for the memory engine
	index   int              // position in table.indexes, or -1 for the primary key
	lock    bool
	row     unsafe.Pointer                  // room to scan one row into
	deliver func(row any, p unsafe.Pointer) // row, or where it is nil the row at p
}

// changeSet is what a flush does to one table, in this order.
type changeSet struct {
	table   *meta
	deletes []unsafe.Pointer // rows as they were loaded
	updates []unsafe.Pointer // rows as they shall be
	inserts []unsafe.Pointer
	boxed   boxedChanges
}

type boxedChanges struct{ deletes, updates, inserts []any }

// session is one lane's dedicated connection. It is used by one goroutine.
type session interface {
	// load begins a transaction where none is open, and fetches rows.
	load(ctx context.Context, reqs []loadRequest) error
	// commit writes the changes and the marker and commits. After an error
	// the transaction is over: errTransient and errUnique say that nothing
	// happened, errUnknown that resolve must be asked.
	commit(ctx context.Context, m marker, changes []changeSet) error
	// rollback ends the open transaction, if any.
	rollback()
	close()
}

// engine is a database. The conformance suite holds all three to this.
type engine interface {
	name() string
	// lanes is how many sessions may commit in parallel.
	lanes() int
	open(ctx context.Context) (session, error)
	// resolve tells whether the flush with this marker was committed. When
	// it answers false, that flush can never commit any more.
	resolve(ctx context.Context, m marker) (committed bool, err error)
	// counter adds n to a named counter and returns its value before.
	counter(ctx context.Context, name string, n int64) (int64, error)
	query(ctx context.Context, sql string, args []any) (Rows, error)
	exec(ctx context.Context, sql string, args []any) (int64, error)
	view(ctx context.Context) (viewConn, error)
	close()
}

// Rows is an open result of Query. Close it.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Columns() ([]string, error)
	Close()
}
