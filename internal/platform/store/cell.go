package store

import "unsafe"

// cell is one row as a batch knows it.
type cell[K comparable, R any] struct {
	key      K
	orig     R   // as loaded
	cur      R   // as this run has it so far
	epoch    int // the run that cur belongs to; an older cur stands for orig
	listed   int // the run in which it was last put on the list of changes
	lockedAt int // the load that locked the row, 0 for none
	loaded   bool
	had      bool // orig exists
	exists   bool // cur exists
	dirty    bool // changed in this run
	blind    bool // added in this run without a lock on what may be there
	wanted   want
}

// want is how a row was asked for. The strongest counts.
type want uint8

const (
	wantNone  want = iota
	wantCheck      // whether it is there: somebody took it for new
	wantRead
	wantLock
)

// has reports whether cur may be used, for writing where lock is set.
func (c *cell[K, R]) has(lock bool) bool {
	return c.blind || c.lockedAt > 0 || (c.loaded && !lock)
}

// reset takes back what earlier runs of the batch did to the row.
func (c *cell[K, R]) reset(epoch int) {
	c.epoch, c.cur, c.exists, c.dirty, c.blind = epoch, c.orig, c.had, false, false
}

// unload forgets the row but not that it was asked for.
func (c *cell[K, R]) unload() {
	var none R
	c.orig, c.had, c.loaded, c.lockedAt, c.epoch = none, false, false, 0, stale
}

// stale is no run's number.
const stale = -1

// rows is a table's part of a batch.
type rows[K comparable, R any] struct {
	t       *Table[K, R]
	cells   map[K]*cell[K, R]
	slab    []cell[K, R] // where new cells come from,
	taken   int          // and how many of them are in use
	wants   []*cell[K, R]
	changed []*cell[K, R] // in this run, in the order of the first change
	run     int           // the run that changed belongs to
	journal []record[K, R]
	groups  []grouping // by position of their index, nil where unused
	row     R          // room to load one row into
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
		c = s.fresh(k)
	}
	if c.epoch != b.epoch {
		c.reset(b.epoch)
	}
	return c
}

func (s *rows[K, R]) fresh(k K) *cell[K, R] {
	if s.taken == len(s.slab) {
		s.slab, s.taken = make([]cell[K, R], min(max(16, 2*s.taken), keptCells)), 0
	}
	c := &s.slab[s.taken]
	s.taken++
	c.key, c.epoch = k, stale
	s.cells[k] = c
	return c
}

// keptCells bounds what a table's part of a batch keeps for the next batch.
const keptCells = 1024

// clear empties the table's part for the next batch.
func (s *rows[K, R]) clear() {
	if len(s.cells) > keptCells || cap(s.journal) > 4*keptCells {
		*s = rows[K, R]{t: s.t, cells: map[K]*cell[K, R]{}}
		return
	}
	clear(s.cells)
	clear(s.slab[:s.taken])
	clear(s.journal[:cap(s.journal)])
	clear(s.groups)
	s.taken, s.run, s.wants, s.changed, s.journal = 0, stale, s.wants[:0], s.changed[:0], s.journal[:0]
}

func (s *rows[K, R]) want(b *batch, c *cell[K, R], how want) {
	if c.wanted == wantNone {
		s.wants = append(s.wants, c)
		b.wanted = true
	}
	c.wanted = max(c.wanted, how)
}

// record remembers a row as it was before a change.
type record[K comparable, R any] struct {
	c                    *cell[K, R]
	row                  R
	exists, dirty, blind bool
}

// change sets a row's value in the overlay, and remembers how to take it back.
func (s *rows[K, R]) change(tx *Tx, c *cell[K, R], row R, exists bool) {
	if !s.t.meta.texts.storable(unsafe.Pointer(&row)) {
		tx.fail(ErrText)
		return
	}
	s.journal = append(s.journal, record[K, R]{c, c.cur, c.exists, c.dirty, c.blind})
	tx.journal = append(tx.journal, s)
	c.cur, c.exists, c.dirty = row, exists, true
	if s.run != tx.b.epoch {
		s.run, s.changed = tx.b.epoch, s.changed[:0]
	}
	if c.listed != s.run {
		c.listed = s.run
		s.changed = append(s.changed, c)
	}
	for _, g := range s.groups {
		if g != nil && exists {
			g.joined(s.run, c)
		}
	}
}

// undo takes the last change back.
func (s *rows[K, R]) undo(tx *Tx, verify bool) {
	last := len(s.journal) - 1
	u := &s.journal[last]
	if verify && u.c.blind && !u.blind && !u.c.loaded {
		s.want(tx.b, u.c, wantCheck)
		tx.missed = true
	}
	u.c.cur, u.c.exists, u.c.dirty, u.c.blind = u.row, u.exists, u.dirty, u.blind
	s.journal = s.journal[:last]
}

// settle forgets how to take back what the finished function did.
func (s *rows[K, R]) settle() { s.journal = s.journal[:0] }

// changes gathers what the flush must do, the rows of each step in the order
// of their keys: two flushes that insert the same rows then never wait for
// each other in a circle.
func (s *rows[K, R]) changes(b *batch) (changeSet, bool) {
	out := changeSet{table: s.t.meta}
	if s.run != b.epoch {
		return out, false
	}
	for _, c := range s.changed {
		switch {
		case !c.dirty || c.epoch != b.epoch:
		case c.had && !c.exists:
			out.deletes = append(out.deletes, unsafe.Pointer(&c.orig))
		case c.had:
			if d := s.t.meta.others.differ(unsafe.Pointer(&c.orig), unsafe.Pointer(&c.cur)); d != 0 {
				out.differ |= d
				out.updates = append(out.updates, unsafe.Pointer(&c.cur))
			}
		case c.exists && !c.had:
			out.inserts = append(out.inserts, unsafe.Pointer(&c.cur))
		}
	}
	s.t.meta.key.sort(out.inserts)
	return out, len(out.deletes)+len(out.updates)+len(out.inserts) > 0
}
