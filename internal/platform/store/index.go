package store

import (
	"reflect"
	"slices"
	"unsafe"
)

// Index finds a table's rows by other columns than the key. G is a struct
// whose `db` tags name columns of R; the migration has the same index.
type Index[G comparable, K comparable, R any] struct {
	t    *Table[K, R]
	pos  int
	gS   shape
	from shape
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
	ix := &Index[G, K, R]{t: t, pos: len(t.meta.indexes), gS: g, from: t.meta.cols.columns(g.names())}
	t.meta.indexes = append(t.meta.indexes, &indexMeta{
		name: name, cols: g.names(), unique: unique,
		groupOf: func(row any) any { r := row.(R); return ix.groupOf(&r) },
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
// another process could add to the group otherwise.
func (ix *Index[G, K, R]) By(tx *Tx, g G) ([]R, error) { return ix.by(tx, g, true) }

// Read is By without locks.
func (ix *Index[G, K, R]) Read(tx *Tx, g G) ([]R, error) { return ix.by(tx, g, false) }

// Find returns the one row with the unique alternate key g, locked.
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

type groupKey struct {
	index int
	g     any
}

// group is one group as a batch knows it: the members that were loaded.
type group[K comparable, R any] struct {
	key            groupKey
	by             shape
	ptr            unsafe.Pointer
	members        []*cell[K, R]
	loaded, locked bool
	wanted, wantL  bool
	in             func(*R) bool
}

func (ix *Index[G, K, R]) by(tx *Tx, g G, lock bool) ([]R, error) {
	s := ix.t.state(tx.b)
	gr := ix.group(s, g)
	if !gr.loaded || (lock && !gr.locked) {
		s.wantGroup(tx.b, gr, lock)
		tx.missed = true
		return nil, errMiss
	}
	return s.membersOf(tx.b, gr), nil
}

// Want asks for a group that the function is about to read with By.
func (ix *Index[G, K, R]) Want(tx *Tx, g G) {
	s := ix.t.state(tx.b)
	if gr := ix.group(s, g); !gr.locked {
		s.wantGroup(tx.b, gr, true)
	}
}

// WantRead asks for a group that the function is about to Read.
func (ix *Index[G, K, R]) WantRead(tx *Tx, g G) {
	s := ix.t.state(tx.b)
	if gr := ix.group(s, g); !gr.loaded {
		s.wantGroup(tx.b, gr, false)
	}
}

func (ix *Index[G, K, R]) group(s *rows[K, R], g G) *group[K, R] {
	key := groupKey{ix.pos, g}
	gr, ok := s.groups[key]
	if !ok {
		p := new(G)
		*p = g
		gr = &group[K, R]{key: key, by: ix.gS, ptr: unsafe.Pointer(p), in: func(r *R) bool { return ix.groupOf(r) == g }}
		if s.groups == nil {
			s.groups = map[groupKey]*group[K, R]{}
		}
		s.groups[key] = gr
	}
	return gr
}

func (s *rows[K, R]) wantGroup(b *batch, gr *group[K, R], lock bool) {
	if !gr.wanted {
		gr.wanted = true
		s.gwants = append(s.gwants, gr)
		b.wanted = true
	}
	gr.wantL = gr.wantL || lock
}

// membersOf lists the group as this run sees it: what was loaded, without
// what left it, with what joined it.
func (s *rows[K, R]) membersOf(b *batch, gr *group[K, R]) []R {
	var cells []*cell[K, R]
	seen := map[*cell[K, R]]bool{}
	for _, list := range [][]*cell[K, R]{gr.members, s.touched} {
		for _, c := range list {
			if seen[c] {
				continue
			}
			if c.epoch != b.epoch {
				c.reset(b.epoch)
			}
			if c.exists && gr.in(&c.cur) {
				seen[c] = true
				cells = append(cells, c)
			}
		}
	}
	slices.SortFunc(cells, func(a, b *cell[K, R]) int {
		return s.t.keyS.compare(unsafe.Pointer(&a.key), unsafe.Pointer(&b.key))
	})
	out := make([]R, len(cells))
	for i, c := range cells {
		out[i] = c.cur
	}
	return out
}

// groupRequests turns the groups asked for into load requests, one an index
// and lock mode.
func (s *rows[K, R]) groupRequests() []loadRequest {
	type slot struct {
		index int
		lock  bool
	}
	byslot := map[slot][]*group[K, R]{}
	var slots []slot
	for _, gr := range s.gwants {
		k := slot{gr.key.index, gr.wantL}
		if byslot[k] == nil {
			slots = append(slots, k)
		}
		byslot[k] = append(byslot[k], gr)
	}
	s.gwants = nil
	var out []loadRequest
	for _, k := range slots {
		out = append(out, s.groupRequest(k.index, k.lock, byslot[k]))
	}
	return out
}

func (s *rows[K, R]) groupRequest(index int, lock bool, groups []*group[K, R]) loadRequest {
	by := groups[0].by
	slices.SortFunc(groups, func(a, b *group[K, R]) int { return by.compare(a.ptr, b.ptr) })
	req := loadRequest{table: s.t.meta, by: by, index: index, lock: lock, row: unsafe.Pointer(new(R))}
	for _, gr := range groups {
		gr.loaded, gr.locked, gr.wanted, gr.wantL, gr.members = true, gr.locked || lock, false, false, nil
		req.keys = append(req.keys, gr.ptr)
		req.boxed = append(req.boxed, gr.key.g)
	}
	req.deliver = func(row any, p unsafe.Pointer) {
		c := s.deliver(row, p, lock)
		for _, gr := range groups {
			if gr.in(&c.orig) {
				gr.members = append(gr.members, c)
			}
		}
	}
	return req
}
