package store

import (
	"reflect"
	"slices"
	"sync/atomic"
	"unsafe"
)

// meta is what an engine needs to know of a table.
type meta struct {
	name    string
	index   int // unique in the process: position in a batch, and lock order
	cols    shape
	keyCols []string
	// keyOf and groupOf box a row's keys, for the memory engine.
	keyOf   func(row any) any
	indexes []*indexMeta
}

type indexMeta struct {
	name    string
	cols    []string
	unique  bool
	groupOf func(row any) any
}

// declared counts the tables of the process. Locks are taken in the order of
// declaration, so that two batches rarely wait for each other in a circle.
var declared atomic.Int32

// Table is a typed table. K is its key: a struct whose `db` tags name
// columns of R. Declare it once, as a package variable, with Define.
type Table[K comparable, R any] struct {
	meta    *meta
	keyS    shape
	keyFrom shape // the key's columns, located in R
}

// Define declares the table name with rows R and keys K.
func Define[K comparable, R any](name string) *Table[K, R] {
	keyShape := shapeOf(reflect.TypeFor[K]())
	rowShape := shapeOf(reflect.TypeFor[R]())
	t := &Table[K, R]{keyS: keyShape, keyFrom: rowShape.columns(keyShape.names())}
	t.meta = &meta{
		name:    name,
		index:   int(declared.Add(1)),
		cols:    rowShape,
		keyCols: keyShape.names(),
		keyOf:   func(row any) any { r := row.(R); return t.keyOf(&r) },
	}
	return t
}

// Name is the table's name in SQL.
func (t *Table[K, R]) Name() string { return t.meta.name }

// Columns are the table's columns, in the order of R.
func (t *Table[K, R]) Columns() []string { return t.meta.cols.names() }

func (t *Table[K, R]) keyOf(r *R) K {
	var k K
	copyFields(unsafe.Pointer(&k), t.keyS, unsafe.Pointer(r), t.keyFrom)
	return k
}

// copyFields copies fields of the same kinds between two structs.
func copyFields(dst unsafe.Pointer, to shape, src unsafe.Pointer, from shape) {
	for i, f := range to {
		d, s := unsafe.Add(dst, f.offset), unsafe.Add(src, from[i].offset)
		switch f.kind {
		case kindInt16:
			*(*int16)(d) = *(*int16)(s)
		case kindInt32:
			*(*int32)(d) = *(*int32)(s)
		case kindInt64:
			*(*int64)(d) = *(*int64)(s)
		case kindBool:
			*(*bool)(d) = *(*bool)(s)
		case kindText:
			*(*string)(d) = *(*string)(s)
		case kindBytes:
			*(*[]byte)(d) = *(*[]byte)(s)
		}
	}
}

// cell is one row as a batch knows it.
type cell[K comparable, R any] struct {
	key     K
	orig    R
	cur     R
	epoch   int // the run that cur belongs to; an older cur means orig
	flushed int // the run whose change was gathered last
	exists  bool
	had     bool // orig exists
	loaded  bool
	locked  bool
	blind   bool // added in this run without having been looked for
	dirty   bool
	wanted  bool
	wantL   bool
}

// rows is a table's part of a batch.
type rows[K comparable, R any] struct {
	t       *Table[K, R]
	cells   map[K]*cell[K, R]
	wants   []*cell[K, R]
	touched []*cell[K, R]
	groups  map[groupKey]*group[K, R]
	gwants  []*group[K, R]
}

// Get returns the row with this key and locks it for this write; found is
// false where there is none.
func (t *Table[K, R]) Get(tx *Tx, k K) (row R, found bool, err error) { return t.get(tx, k, true) }

// Read returns the row without locking it: for reference rows, whose change
// a moment later would have been as good as a moment earlier.
func (t *Table[K, R]) Read(tx *Tx, k K) (row R, found bool, err error) { return t.get(tx, k, false) }

func (t *Table[K, R]) get(tx *Tx, k K, lock bool) (row R, found bool, err error) {
	s := t.state(tx.b)
	c := s.cell(tx.b, k)
	if !c.blind && (!c.loaded || (lock && !c.locked)) {
		s.wantCell(tx.b, c, lock)
		tx.missed = true
		return row, false, errMiss
	}
	return c.cur, c.exists, nil
}

// Want asks for rows that the function is about to Get, so that one round
// of loading fetches them all. It is never needed, only faster.
func (t *Table[K, R]) Want(tx *Tx, keys ...K) {
	s := t.state(tx.b)
	for _, k := range keys {
		if c := s.cell(tx.b, k); !c.locked {
			s.wantCell(tx.b, c, true)
		}
	}
}

// WantRead is Want for Read.
func (t *Table[K, R]) WantRead(tx *Tx, keys ...K) {
	s := t.state(tx.b)
	for _, k := range keys {
		if c := s.cell(tx.b, k); !c.loaded {
			s.wantCell(tx.b, c, false)
		}
	}
}

// Put writes a row that the function has got: it is inserted where Get found
// none, else updated.
func (t *Table[K, R]) Put(tx *Tx, row R) {
	s := t.state(tx.b)
	c := s.cell(tx.b, t.keyOf(&row))
	if !c.locked && !c.blind {
		panic("store: Put without Get on " + t.meta.name)
	}
	s.change(tx, c, row, true)
}

// Add inserts a row whose key is new by construction (a fresh id, the next
// sequence number). If it does exist, the write fails with ErrExists.
func (t *Table[K, R]) Add(tx *Tx, row R) {
	s := t.state(tx.b)
	c := s.cell(tx.b, t.keyOf(&row))
	if c.exists {
		tx.fail(ErrExists.With("table", t.meta.name))
		return
	}
	s.change(tx, c, row, true)
	c.blind = c.blind || !c.loaded
}

// Delete removes a row that the function has got.
func (t *Table[K, R]) Delete(tx *Tx, k K) {
	s := t.state(tx.b)
	c := s.cell(tx.b, k)
	if !c.locked && !c.blind {
		panic("store: Delete without Get on " + t.meta.name)
	}
	var none R
	s.change(tx, c, none, false)
}

func (t *Table[K, R]) state(b *batch) *rows[K, R] {
	if s := b.table(t.meta.index); s != nil {
		return s.(*rows[K, R])
	}
	s := &rows[K, R]{t: t, cells: map[K]*cell[K, R]{}}
	b.setTable(t.meta.index, s)
	return s
}

func (s *rows[K, R]) cell(b *batch, k K) *cell[K, R] {
	c, ok := s.cells[k]
	if !ok {
		c = &cell[K, R]{key: k, epoch: b.epoch}
		s.cells[k] = c
	}
	if c.epoch != b.epoch {
		c.reset(b.epoch)
	}
	return c
}

// reset takes back what earlier runs of the batch did to the row.
func (c *cell[K, R]) reset(epoch int) {
	c.epoch, c.cur, c.exists, c.dirty, c.blind = epoch, c.orig, c.had, false, false
}

func (s *rows[K, R]) wantCell(b *batch, c *cell[K, R], lock bool) {
	if !c.wanted {
		c.wanted = true
		s.wants = append(s.wants, c)
		b.wanted = true
	}
	c.wantL = c.wantL || lock
}

// change sets a row's value in the overlay, and remembers how to take it back.
func (s *rows[K, R]) change(tx *Tx, c *cell[K, R], row R, exists bool) {
	tx.journal = append(tx.journal, &undo[K, R]{c, c.cur, c.exists, c.dirty, c.blind})
	if !c.dirty {
		s.touched = append(s.touched, c)
	}
	c.cur, c.exists, c.dirty = row, exists, true
}

type undo[K comparable, R any] struct {
	c                    *cell[K, R]
	row                  R
	exists, dirty, blind bool
}

func (u *undo[K, R]) undo() {
	u.c.cur, u.c.exists, u.c.dirty, u.c.blind = u.row, u.exists, u.dirty, u.blind
}

// requests turns what was asked for into load requests, locked ones first.
func (s *rows[K, R]) requests() []loadRequest {
	var out []loadRequest
	for _, lock := range []bool{true, false} {
		if r, ok := s.keyRequest(lock); ok {
			out = append(out, r)
		}
	}
	s.wants = nil
	return append(out, s.groupRequests()...)
}

func (s *rows[K, R]) keyRequest(lock bool) (loadRequest, bool) {
	var cells []*cell[K, R]
	for _, c := range s.wants {
		if c.wantL == lock {
			cells = append(cells, c)
		}
	}
	if len(cells) == 0 {
		return loadRequest{}, false
	}
	slices.SortFunc(cells, func(a, b *cell[K, R]) int {
		return s.t.keyS.compare(unsafe.Pointer(&a.key), unsafe.Pointer(&b.key))
	})
	req := loadRequest{table: s.t.meta, by: s.t.keyS, index: -1, lock: lock, row: unsafe.Pointer(new(R))}
	for _, c := range cells {
		var none R
		c.loaded, c.locked, c.had, c.orig, c.wanted, c.wantL = true, c.locked || lock, false, none, false, false
		req.keys = append(req.keys, unsafe.Pointer(&c.key))
		req.boxed = append(req.boxed, c.key)
	}
	req.deliver = func(row any, p unsafe.Pointer) { s.deliver(row, p, lock) }
	return req, true
}

// deliver stores a loaded row. p points to an R where row is nil.
func (s *rows[K, R]) deliver(row any, p unsafe.Pointer, lock bool) *cell[K, R] {
	var r R
	if row != nil {
		r = row.(R)
	} else {
		r = *(*R)(p)
	}
	k := s.t.keyOf(&r)
	c, ok := s.cells[k]
	if !ok {
		c = &cell[K, R]{key: k}
		s.cells[k] = c
	}
	c.orig, c.had, c.loaded, c.locked = r, true, true, c.locked || lock
	c.epoch = -1
	return c
}

// changes gathers what the flush must do.
func (s *rows[K, R]) changes(b *batch) (changeSet, bool) {
	out := changeSet{table: s.t.meta}
	for _, c := range s.touched {
		if c.flushed == b.epoch || c.epoch != b.epoch || !c.dirty {
			continue
		}
		c.flushed = b.epoch
		switch {
		case c.had && !c.exists:
			out.deletes = append(out.deletes, unsafe.Pointer(&c.orig))
			out.boxed.deletes = append(out.boxed.deletes, c.orig)
		case c.had:
			out.updates = append(out.updates, unsafe.Pointer(&c.cur))
			out.boxed.updates = append(out.boxed.updates, c.cur)
		case c.exists:
			out.inserts = append(out.inserts, unsafe.Pointer(&c.cur))
			out.boxed.inserts = append(out.boxed.inserts, c.cur)
		}
	}
	return out, len(out.deletes)+len(out.updates)+len(out.inserts) > 0
}
