package store

import "unsafe"

// phase orders the requests of one load, since each may see a later state of
// the database than the one before. Rows that Add took for new go first: what
// came with one of them is then seen too. What a group is counted under must
// be locked before the group is read.
type phase uint8

const (
	phaseCheck phase = iota
	phaseLocked
	phaseRead
	phaseAlternates
	phaseGroups
	phaseAgain
)

var phases = [...]phase{wantCheck: phaseCheck, wantLock: phaseLocked, wantRead: phaseRead}

// requests turns what was asked for into load requests.
func (s *rows[K, R]) requests(b *batch, out []loadRequest) []loadRequest {
	for _, how := range [...]want{wantCheck, wantLock, wantRead} {
		if keys := s.take(b, how); len(keys) > 0 {
			out = append(out, s.request(b, keys, how == wantLock, phases[how]))
		}
	}
	s.wants = s.wants[:0]
	if b.unsteady && b.round > 1 {
		out = s.again(b, out)
	}
	for _, g := range s.groups {
		if g != nil {
			out = g.requests(b, out)
		}
	}
	return out
}

func (s *rows[K, R]) request(b *batch, keys []unsafe.Pointer, lock bool, at phase) loadRequest {
	return loadRequest{
		table: s.t.meta, index: -1, by: s.t.keyS, keys: keys, lock: lock, phase: at, row: unsafe.Pointer(&s.row),
		deliver: func() { s.deliver(b, lock) },
		boxKey:  func(k unsafe.Pointer) any { return *(*K)(k) },
	}
}

// take lists, in order, the keys that were asked for in this way. Those that
// the load does not deliver are rows that do not exist.
func (s *rows[K, R]) take(b *batch, how want) (keys []unsafe.Pointer) {
	for _, c := range s.wants {
		if c.wanted == how {
			c.expect(b.round, how == wantLock)
			keys = append(keys, unsafe.Pointer(&c.key))
		}
	}
	s.t.keyS.sort(keys)
	return keys
}

// expect makes the row one that was looked for and is not there.
func (c *cell[K, R]) expect(round int, lock bool) {
	lockedAt := c.lockedAt
	c.unload()
	c.loaded, c.wanted, c.lockedAt = true, wantNone, lockedAt
	if lock && lockedAt == 0 {
		c.lockedAt = round
	}
}

// deliver takes in the row that was loaded into s.row.
func (s *rows[K, R]) deliver(b *batch, lock bool) *cell[K, R] {
	s.t.meta.bytes.blank(unsafe.Pointer(&s.row))
	k := s.t.keyOf(&s.row)
	c, ok := s.cells[k]
	if !ok {
		c = s.fresh(k)
	}
	c.orig, c.had, c.loaded, c.epoch = s.row, true, true, stale
	if lock && c.lockedAt == 0 {
		c.lockedAt = b.round
	}
	return c
}

// again asks once more, after all else, for rows that were not there in an
// earlier load of this transaction. What is not there cannot be locked: where
// another process added it together with a row that this load finds, the
// functions must see both.
func (s *rows[K, R]) again(b *batch, out []loadRequest) []loadRequest {
	var keys []unsafe.Pointer
	for _, c := range s.cells {
		if c.lockedAt > 0 && c.lockedAt < b.round && !c.had {
			keys = append(keys, unsafe.Pointer(&c.key))
		}
	}
	if len(keys) == 0 {
		return out
	}
	s.t.keyS.sort(keys)
	r := s.request(b, keys, true, phaseAgain)
	r.deliver = func() {
		// It is locked only now, after the groups of this load were read.
		s.deliver(b, true).lockedAt = b.round + 1
	}
	return append(out, r)
}

// refresh asks again for all that was loaded, for a new transaction. With
// check set, it looks also for what was added without a look.
func (s *rows[K, R]) refresh(b *batch, check bool) {
	for _, c := range s.cells {
		switch {
		case c.lockedAt > 0:
			s.want(b, c, wantLock)
		case check && c.blind && c.epoch == b.epoch:
			s.want(b, c, wantCheck)
		case c.loaded:
			s.want(b, c, wantRead)
		}
		c.unload()
	}
	for _, g := range s.groups {
		if g != nil {
			g.refresh(b)
		}
	}
}
