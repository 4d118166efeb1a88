// Package rawsqlite is SQLite's own interface for one goroutine: prepare,
// bind, step, column. The store's writer uses it instead of database/sql,
// whose locks, conversions and allocations cost more than SQLite itself.
//
// Values are copied in and out; nothing here holds on to the caller's memory.
//
// The library is modernc.org/sqlite/lib, the same that its database/sql
// driver is made of, so both may have one file open.
package rawsqlite
