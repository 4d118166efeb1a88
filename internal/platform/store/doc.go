// Package store commits pure functions over typed rows, many at once.
//
// # The idea
//
// A change is a function. It gets rows by their keys, decides, and puts rows:
//
//	var accounts = store.Define[accountKey, account]("account")
//
//	err := s.Write(ctx, owner.Bucket(), func(tx *store.Tx) error {
//		a, found, err := accounts.Get(tx, keyOf(owner))
//		if err != nil {
//			return err
//		}
//		if !found || a.Balance < price {
//			return ErrInsufficient // nothing is changed
//		}
//		a.Balance -= price
//		accounts.Put(tx, a)
//		return nil
//	})
//
// When Write returns nil, the change is on disk. When it returns an error,
// nothing was changed, but for ErrOutcomeUnknown, which says so. The Example
// runs as it stands.
//
// # What happens meanwhile
//
// A lane takes all the functions that wait and runs them one after the other,
// each on top of what the ones before it changed. No row is loaded yet, so the
// first Get of each ends its run with an error that it passes on. The store
// notes the keys, loads them all, one statement a table, locked, in the order
// of their keys, and runs all the functions again, until none misses a row.
// Then it writes all that they changed, one statement a table, commits once,
// and answers everybody. That is one round trip to load, one to write and one
// disk flush, for one function or for five hundred.
//
//	queue ──▶ run all ──missed──▶ load ──▶ run all ──▶ write, COMMIT ──▶ answer
//	             ▲                             │
//	             └──────── still missing ──────┘
//
// So a function may run several times before it counts. It must be pure: it
// takes the time, dice and ids from tx, which gives the same in every run,
// reads and writes rows through tables only, starts nothing, calls nothing
// that acts, and gives its results by assigning its caller's variables. It
// passes the errors of tables on and never changes the bytes of a row in place.
//
// # Who is disturbed by whom
//
// Nobody. A function that fails or panics changes nothing: its changes are
// taken back before the next one runs. Where the commit itself fails on a
// unique key or a constraint, the batch is halved until only the guilty
// function fails. Where another process is in the way (a deadlock, a
// serialization failure, a row added under a key that was free), the batch
// loads all that it knows of by now, in order, and runs again. A function that
// needs very many rounds of loading finishes alone.
//
// Every flush writes a marker row in its transaction. When the answer to a
// COMMIT is lost, the store looks for that row, and voids it where it is not
// there, before it answers anybody or runs anything again. What cannot be
// learned within RetryFor is answered with ErrOutcomeUnknown, never guessed.
//
// # Rows, groups, alternates
//
// A row is a plain struct whose fields carry `db` tags; a zero value means
// "none", for there are no NULLs. Get locks; Read does not, and is for
// reference rows. Put writes what was got; Add inserts what is new by
// construction, without a look. Group reads the rows that share other columns,
// Alternate finds one by a unique key. Both see what the same batch changed.
// A function that counts or sums a group first gets the row that owns it. A
// row that is not there cannot be locked: a rule that rests on its absence
// adds it, so that a second one fails, or gets a row that both must get.
// Want and its like only save rounds of loading.
//
// Foreign keys between tables must be deferrable or absent: a flush writes
// table by table, in the order of their declaration, deletes before updates
// before inserts. One function cannot swap a unique alternate between two
// rows: the database checks row by row.
//
// # Engines
//
// SQLite has one lane and one writer, in process. PostgreSQL has several
// lanes, each with a connection of its own; writes go to a lane by their
// route, a bucket, and run in order within it. Several processes on one
// database are right because rows are locked in the database. The memory
// engine is for tests of rules and for simulation. One conformance suite
// holds all three to the same behaviour.
//
// Reads that change nothing (lists, searches, statistics) are SQL: Select,
// SelectOne, Each, or a View of one instant.
//
// # Where to read on
//
// store.go takes writes in; lane.go gathers and answers; flush.go is one
// flush and all that may go wrong with it; batch.go runs functions; table.go
// and index.go are what functions see, cell.go and group.go what lies behind;
// engine.go is what a database must do.
//
// The domain modules, idem and job write through this package; cmd opens it.
package store
