package store

import "unsafe"

// memoryTable holds copies of rows by their boxed keys.
type memoryTable struct {
	meta    *meta
	rows    map[any]unsafe.Pointer
	indexes []memoryIndex
}

// memoryIndex maps a boxed group to the keys of its rows.
type memoryIndex map[any]map[any]struct{}

func newMemoryTable(m *meta) *memoryTable {
	t := &memoryTable{meta: m, rows: map[any]unsafe.Pointer{}}
	for range m.indexes {
		t.indexes = append(t.indexes, memoryIndex{})
	}
	return t
}

func (t *memoryTable) find(req *loadRequest) {
	deliver := func(row unsafe.Pointer) {
		t.meta.assign(req.row, row)
		req.deliver()
	}
	for _, p := range req.keys {
		k := req.boxKey(p)
		if req.index < 0 {
			if row, ok := t.rows[k]; ok {
				deliver(row)
			}
			continue
		}
		for key := range t.indexes[req.index][k] {
			deliver(t.rows[key])
		}
	}
}

// apply makes a flush's changes row by row, as the databases do. It stops
// and says false at the first that violates a unique key.
func (t *memoryTable) apply(c *changeSet, undo *[]func()) bool {
	for _, row := range c.deletes {
		t.replace(t.rows[t.meta.boxKey(row)], nil, undo)
	}
	for _, row := range c.updates {
		t.replace(t.rows[t.meta.boxKey(row)], row, undo)
		if t.violated(row) {
			return false
		}
	}
	for _, row := range c.inserts {
		if _, exists := t.rows[t.meta.boxKey(row)]; exists {
			return false
		}
		t.replace(nil, row, undo)
		if t.violated(row) {
			return false
		}
	}
	return true
}

// replace swaps a row and keeps the indexes; undo learns how to swap back.
func (t *memoryTable) replace(before, after unsafe.Pointer, undo *[]func()) {
	if after != nil {
		after = t.meta.clone(after)
	}
	t.drop(before)
	t.add(after)
	*undo = append(*undo, func() { t.drop(after); t.add(before) })
}

func (t *memoryTable) add(row unsafe.Pointer) {
	if row == nil {
		return
	}
	k := t.meta.boxKey(row)
	t.rows[k] = row
	for i, ix := range t.meta.indexes {
		g := ix.boxGroup(row)
		if t.indexes[i][g] == nil {
			t.indexes[i][g] = map[any]struct{}{}
		}
		t.indexes[i][g][k] = struct{}{}
	}
}

func (t *memoryTable) drop(row unsafe.Pointer) {
	if row == nil {
		return
	}
	k := t.meta.boxKey(row)
	delete(t.rows, k)
	for i, ix := range t.meta.indexes {
		g := ix.boxGroup(row)
		delete(t.indexes[i][g], k)
		if len(t.indexes[i][g]) == 0 {
			delete(t.indexes[i], g)
		}
	}
}

// violated looks for another row with an alternate key of this one.
func (t *memoryTable) violated(row unsafe.Pointer) bool {
	for i, ix := range t.meta.indexes {
		if ix.unique && len(t.indexes[i][ix.boxGroup(row)]) > 1 {
			return true
		}
	}
	return false
}
