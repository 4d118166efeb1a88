package store

import (
	"context"
	"unsafe"

	"guerdon/internal/base/instant"
)

// loadRequest asks for the rows of one table whose columns by equal one of
// the keys. deliver is called after each row found was put at row.
type loadRequest struct {
	table   *meta
	index   int              // position in table.indexes, or -1 for the primary key
	by      shape            // of the key structs
	keys    []unsafe.Pointer // to key structs, in order
	lock    bool
	nowait  bool // fail with errConflict rather than wait for a lock
	phase   phase
	row     unsafe.Pointer
	deliver func()
	boxKey  func(key unsafe.Pointer) any // for the memory engine
}

// changeSet is what a flush does to one table, in this order.
type changeSet struct {
	table   *meta
	deletes []unsafe.Pointer // rows as they were loaded
	updates []unsafe.Pointer // rows as they shall be
	differ  columns          // which columns of any of these changed
	inserts []unsafe.Pointer
}

// session is one lane's dedicated connection. It is used by one goroutine.
//
// What an error of load or commit says about the transaction, which is over:
// errTransient, errConflict, errUnique and all others, that nothing happened;
// errUnknown, that resolve must be asked.
type session interface {
	// load begins a transaction where none is open, and fetches rows.
	load(ctx context.Context, reqs []loadRequest) error
	// commit writes the changes and the marker and commits. It may change
	// the marker to the one that resolve shall look for.
	commit(ctx context.Context, m *marker, changes []changeSet) error
	// rollback ends the open transaction, if any.
	rollback()
	close()
}

// engine is a database. The conformance suite holds all three to this.
type engine interface {
	name() string
	// lanes is how many sessions may commit in parallel.
	lanes() int
	// steady says that all that one transaction loads is of one instant.
	steady() bool
	open(ctx context.Context) (session, error)
	// resolve tells whether the flush with this marker was committed. When
	// it answers false, that flush can never commit any more.
	resolve(ctx context.Context, m marker) (committed bool, err error)
	// sweep deletes at most limit markers from before then.
	sweep(ctx context.Context, before instant.Instant, limit int) (int64, error)
	// counter adds n to a named counter and returns its value before.
	counter(ctx context.Context, name string, n int64) (int64, error)
	query(ctx context.Context, sql string, args []any) (Rows, error)
	exec(ctx context.Context, sql string, args []any) (int64, error)
	view(ctx context.Context) (viewConn, error)
	ping(ctx context.Context) error
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
