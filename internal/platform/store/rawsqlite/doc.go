// Package rawsqlite is SQLite's own interface for one goroutine: prepare,
// bind, step, column. The store's writer uses it instead of database/sql,
// whose locks, conversions and allocations cost more than SQLite itself.
//
// Values pass without copies where they go in and with one where they come
// out. Texts and bytes that are bound must live on the heap, and the caller
// must keep them alive and unchanged until the statement was run and reset.
//
// The library is modernc.org/sqlite/lib, the same that its database/sql
// driver is made of, so both may have one file open.
package rawsqlite
