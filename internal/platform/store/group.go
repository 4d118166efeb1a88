package store

import (
	"slices"
	"unsafe"
)

// group is one group as a batch knows it.
//
// Another process may add to a group whose owner is not locked. So where a
// function locked a row after the group was loaded, the group is loaded
// again before that function sees it: the row may be the owner.
type group[G comparable, K comparable, R any] struct {
	g        G
	members  []*cell[K, R] // as loaded
	joiners  []*cell[K, R] // changed into the group in the run below
	run      int
	loadedAt int // the last load of it, 0 for none
	locked   bool
	wanted   bool
	wantLock bool
}

// groups is an index's part of a batch.
type groups[G comparable, K comparable, R any] struct {
	ix    *Index[G, K, R]
	rows  *rows[K, R]
	known map[G]*group[G, K, R]
	wants []*group[G, K, R]
}

// grouping is the face of groups that does not know G.
type grouping interface {
	joined(run int, changed any) // a *cell
	requests(b *batch, out []loadRequest) []loadRequest
	refresh(b *batch)
}

func (s *groups[G, K, R]) group(g G) *group[G, K, R] {
	gr, ok := s.known[g]
	if !ok {
		gr = &group[G, K, R]{g: g}
		s.known[g] = gr
	}
	return gr
}

func (s *groups[G, K, R]) want(b *batch, gr *group[G, K, R], lock bool) {
	if !gr.wanted {
		gr.wanted = true
		s.wants = append(s.wants, gr)
		b.wanted = true
	}
	gr.wantLock = gr.wantLock || lock
}

// joined notes a changed row with the group that it is now in. A group that
// the batch does not know yet needs no note: before a function can see it,
// it is loaded, and all that changes rows runs again.
func (s *groups[G, K, R]) joined(run int, changed any) {
	c := changed.(*cell[K, R])
	gr, ok := s.known[s.ix.groupOf(&c.cur)]
	if !ok {
		return
	}
	if gr.run != run {
		gr.run, gr.joiners = run, gr.joiners[:0]
	}
	gr.joiners = append(gr.joiners, c)
}

// list gives the group as this run sees it: what was loaded, without what
// left it, with what joined it.
func (s *groups[G, K, R]) list(tx *Tx, gr *group[G, K, R], lock bool) []R {
	cells := slices.Clone(gr.members)
	if gr.run == tx.b.epoch {
		cells = append(cells, gr.joiners...)
	}
	slices.SortFunc(cells, func(a, b *cell[K, R]) int {
		return s.ix.t.keyS.compare(unsafe.Pointer(&a.key), unsafe.Pointer(&b.key))
	})
	cells = slices.Compact(cells)
	out := make([]R, 0, len(cells))
	for _, c := range cells {
		if c.epoch != tx.b.epoch {
			c.reset(tx.b.epoch)
		}
		if c.exists && s.ix.groupOf(&c.cur) == gr.g {
			out = append(out, c.cur)
		}
		if lock {
			tx.lockedAt = max(tx.lockedAt, c.lockedAt)
		}
	}
	return out
}

// requests makes a request for the groups with locks and one for those
// without.
func (s *groups[G, K, R]) requests(b *batch, out []loadRequest) []loadRequest {
	for _, lock := range [...]bool{true, false} {
		var asked []unsafe.Pointer
		for _, gr := range s.wants {
			if gr.wanted && gr.wantLock == lock {
				gr.loadedAt, gr.locked, gr.wanted, gr.wantLock, gr.members = b.round, gr.locked || lock, false, false, nil
				asked = append(asked, unsafe.Pointer(&gr.g))
			}
		}
		if len(asked) > 0 {
			out = append(out, s.request(b, asked, lock))
		}
	}
	s.wants = s.wants[:0]
	return out
}

func (s *groups[G, K, R]) request(b *batch, asked []unsafe.Pointer, lock bool) loadRequest {
	s.ix.gS.sort(asked)
	r := loadRequest{
		table: s.ix.t.meta, index: s.ix.pos, by: s.ix.gS, keys: asked, lock: lock, row: unsafe.Pointer(&s.rows.row), phase: phaseGroups,
		boxKey: func(g unsafe.Pointer) any { return *(*G)(g) },
	}
	if s.ix.unique {
		r.phase = phaseAlternates
	}
	r.deliver = func() {
		if gr := s.known[s.ix.groupOf(&s.rows.row)]; gr != nil {
			gr.members = append(gr.members, s.rows.deliver(b, lock))
		}
	}
	return r
}

// refresh asks again for the groups that were loaded.
func (s *groups[G, K, R]) refresh(b *batch) {
	for _, gr := range s.known {
		if gr.loadedAt > 0 {
			s.want(b, gr, gr.locked)
		}
		gr.loadedAt, gr.locked, gr.members = 0, false, nil
	}
}
