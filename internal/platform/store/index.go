package store

import (
	"reflect"
	"unsafe"
)

// Index finds a table's rows by other columns than the key. G is a struct
// whose `db` tags name columns of R; the migration has the same index.
type Index[G comparable, K comparable, R any] struct {
	t      *Table[K, R]
	pos    int
	unique bool
	gS     shape
	gTexts shape
	from   shape
}

// Group declares an index whose rows are read together: By.
func Group[G comparable, K comparable, R any](t *Table[K, R], name string) *Index[G, K, R] {
	return newIndex[G](t, name, false)
}

// Alternate declares a unique alternate key: Find.
func Alternate[G comparable, K comparable, R any](t *Table[K, R], name string) *Index[G, K, R] {
	return newIndex[G](t, name, true)
}

func newIndex[G comparable, K comparable, R any](t *Table[K, R], name string, unique bool) *Index[G, K, R] {
	g := shapeOf(reflect.TypeFor[G]())
	ix := &Index[G, K, R]{
		t: t, pos: len(t.meta.indexes), unique: unique,
		gS: g, gTexts: g.only(kindText), from: t.meta.cols.columns(g.names()),
	}
	t.meta.indexes = append(t.meta.indexes, &indexMeta{
		name: name, cols: g.names(), unique: unique,
		boxGroup: func(row unsafe.Pointer) any { return ix.groupOf((*R)(row)) },
	})
	return ix
}

func (ix *Index[G, K, R]) groupOf(r *R) G {
	var g G
	copyFields(unsafe.Pointer(&g), ix.gS, unsafe.Pointer(r), ix.from)
	return g
}

// By returns the rows of group g in the order of their keys, and locks them.
// A rule that counts or sums a group must first Get the row that owns it:
// another process could add to the group otherwise. Faults: ErrText.
func (ix *Index[G, K, R]) By(tx *Tx, g G) ([]R, error) { return ix.by(tx, g, true) }

// Read is By without locks.
func (ix *Index[G, K, R]) Read(tx *Tx, g G) ([]R, error) { return ix.by(tx, g, false) }

// Find returns the one row with the unique alternate key g, locked.
// Faults: ErrText.
func (ix *Index[G, K, R]) Find(tx *Tx, g G) (row R, found bool, err error) {
	return first(ix.by(tx, g, true))
}

// FindRead is Find without the lock.
func (ix *Index[G, K, R]) FindRead(tx *Tx, g G) (row R, found bool, err error) {
	return first(ix.by(tx, g, false))
}

func first[R any](rows []R, err error) (row R, found bool, _ error) {
	if err != nil || len(rows) == 0 {
		return row, false, err
	}
	return rows[0], true, nil
}

func (ix *Index[G, K, R]) by(tx *Tx, g G, lock bool) ([]R, error) {
	s := ix.state(tx.b)
	gr := s.group(g)
	if gr.loadedAt == 0 || (lock && (!gr.locked || gr.loadedAt < tx.lockedAt)) {
		if !ix.gTexts.storable(unsafe.Pointer(&gr.g)) {
			return nil, ErrText
		}
		s.want(tx.b, gr, lock)
		tx.missed = true
		return nil, errMiss
	}
	return s.list(tx, gr, lock), nil
}

// Want asks for a group that the function is about to read with By or Find.
func (ix *Index[G, K, R]) Want(tx *Tx, g G) { ix.hint(tx, g, true) }

// WantRead asks for a group that the function is about to Read or FindRead.
func (ix *Index[G, K, R]) WantRead(tx *Tx, g G) { ix.hint(tx, g, false) }

func (ix *Index[G, K, R]) hint(tx *Tx, g G, lock bool) {
	s := ix.state(tx.b)
	gr := s.group(g)
	if (gr.loadedAt == 0 || (lock && !gr.locked)) && ix.gTexts.storable(unsafe.Pointer(&gr.g)) {
		s.want(tx.b, gr, lock)
	}
}

func (ix *Index[G, K, R]) state(b *batch) *groups[G, K, R] {
	r := ix.t.state(b)
	for len(r.groups) <= ix.pos {
		r.groups = append(r.groups, nil)
	}
	if g := r.groups[ix.pos]; g != nil {
		return g.(*groups[G, K, R])
	}
	s := &groups[G, K, R]{ix: ix, rows: r, known: map[G]*group[G, K, R]{}}
	r.groups[ix.pos] = s
	return s
}
