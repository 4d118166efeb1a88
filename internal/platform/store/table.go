package store

import (
	"fmt"
	"reflect"
	"sync/atomic"
	"unsafe"
)

// declared counts the tables of the process. Locks are taken in the order of
// declaration, so that two batches rarely wait for each other in a circle.
var declared atomic.Int32

// Table is a typed table. K is its key: a struct whose `db` tags name
// columns of R. Declare it once, as a package variable, with Define.
type Table[K comparable, R any] struct {
	meta     *meta
	keyS     shape // of a K
	keyTexts shape
}

// Define declares the table name with rows R and keys K.
func Define[K comparable, R any](name string) *Table[K, R] {
	keyShape := shapeOf(reflect.TypeFor[K]())
	rowShape := shapeOf(reflect.TypeFor[R]())
	t := &Table[K, R]{keyS: keyShape, keyTexts: keyShape.only(kindText)}
	t.meta = &meta{
		name:   name,
		index:  int(declared.Add(1)),
		cols:   rowShape,
		key:    rowShape.columns(keyShape.names()),
		others: rowShape.without(keyShape.names()),
		texts:  rowShape.only(kindText),
		bytes:  rowShape.only(kindBytes),
		boxKey: func(row unsafe.Pointer) any { return t.keyOf((*R)(row)) },
		clone:  func(row unsafe.Pointer) unsafe.Pointer { r := *(*R)(row); return unsafe.Pointer(&r) },
		assign: func(dst, src unsafe.Pointer) { *(*R)(dst) = *(*R)(src) },
	}
	if len(t.meta.others) > columnsMax {
		panic(fmt.Sprintf("store: %s has more than %d columns beside its key", name, columnsMax))
	}
	return t
}

// Name is the table's name in SQL.
func (t *Table[K, R]) Name() string { return t.meta.name }

// Columns are the table's columns, in the order of R.
func (t *Table[K, R]) Columns() []string { return t.meta.cols.names() }

func (t *Table[K, R]) keyOf(r *R) K {
	var k K
	copyFields(unsafe.Pointer(&k), t.keyS, unsafe.Pointer(r), t.meta.key)
	return k
}

// Get returns the row with this key and locks it for this write; found is
// false where there is none. Faults: ErrText.
func (t *Table[K, R]) Get(tx *Tx, k K) (row R, found bool, err error) { return t.get(tx, k, true) }

// Read returns the row without locking it: for reference rows, whose change
// a moment later would have been as good as a moment earlier.
// Faults: ErrText.
func (t *Table[K, R]) Read(tx *Tx, k K) (row R, found bool, err error) { return t.get(tx, k, false) }

func (t *Table[K, R]) get(tx *Tx, k K, lock bool) (row R, found bool, err error) {
	s := t.state(tx.b)
	c := s.cell(tx.b, k)
	if c.has(lock) {
		if lock {
			tx.lockedAt = max(tx.lockedAt, c.lockedAt)
		}
		return c.cur, c.exists, nil
	}
	if !t.keyTexts.storable(unsafe.Pointer(&c.key)) {
		return row, false, ErrText
	}
	s.want(tx.b, c, wanting(lock))
	tx.missed = true
	return row, false, errMiss
}

func wanting(lock bool) want {
	if lock {
		return wantLock
	}
	return wantRead
}

// Want asks for rows that the function is about to Get, so that one round
// of loading fetches them all. It is never needed, only faster.
func (t *Table[K, R]) Want(tx *Tx, keys ...K) { t.hint(tx, keys, true) }

// WantRead is Want for Read.
func (t *Table[K, R]) WantRead(tx *Tx, keys ...K) { t.hint(tx, keys, false) }

func (t *Table[K, R]) hint(tx *Tx, keys []K, lock bool) {
	s := t.state(tx.b)
	for _, k := range keys {
		if c := s.cell(tx.b, k); !c.has(lock) && t.keyTexts.storable(unsafe.Pointer(&c.key)) {
			s.want(tx.b, c, wanting(lock))
		}
	}
}

// Put writes a row that the function has got: it is inserted where Get found
// none, else updated. The write fails with ErrText where a text is not valid
// UTF-8 or holds a NUL.
func (t *Table[K, R]) Put(tx *Tx, row R) {
	s := t.state(tx.b)
	c := s.cell(tx.b, t.keyOf(&row))
	if !c.has(true) && !tx.missed {
		panic("store: Put without Get on " + t.meta.name)
	}
	s.change(tx, c, row, true)
}

// Add inserts a row whose key is new by construction (a fresh id, the next
// sequence number). If it does exist, the write fails with ErrExists; with
// ErrText as for Put.
func (t *Table[K, R]) Add(tx *Tx, row R) {
	s := t.state(tx.b)
	c := s.cell(tx.b, t.keyOf(&row))
	if c.exists {
		tx.fail(ErrExists)
		return
	}
	s.change(tx, c, row, true)
	c.blind = c.blind || c.lockedAt == 0
}

// Delete removes a row that the function has got.
func (t *Table[K, R]) Delete(tx *Tx, k K) {
	s := t.state(tx.b)
	c := s.cell(tx.b, k)
	switch {
	case c.lockedAt > 0:
		var none R
		s.change(tx, c, none, false)
	case c.blind:
		// Nobody has looked yet whether the row that Add took for new is
		// in the database. If it is, Add must fail and this must not hide it.
		s.want(tx.b, c, wantLock)
		tx.missed = true
	case !tx.missed:
		panic("store: Delete without Get on " + t.meta.name)
	}
}
