package store

import "unsafe"

// meta is what an engine needs to know of a table.
type meta struct {
	name    string
	index   int   // unique in the process: position in a batch, and lock order
	cols    shape // of a row
	key     shape // the key's columns, located in a row
	others  shape // the columns that are not part of the key
	texts   shape
	bytes   shape
	indexes []*indexMeta

	// For the memory engine, which knows rows as pointers to copies.
	boxKey func(row unsafe.Pointer) any
	clone  func(row unsafe.Pointer) unsafe.Pointer
	assign func(dst, src unsafe.Pointer)
}

type indexMeta struct {
	name     string
	cols     []string
	unique   bool
	boxGroup func(row unsafe.Pointer) any
}
