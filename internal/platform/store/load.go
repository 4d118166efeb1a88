package store

import "unsafe"

// phase orders the requests of one load. What a group is counted under must
// be locked before the group is read, so keys go first.
type phase uint8

const (
	phaseLocked phase = iota
	phaseRead
	phaseAlternates
	phaseGroups
)

// requests turns what was asked for into load requests.
func (s *rows[K, R]) requests(b *batch, out []loadRequest) []loadRequest {
	for _, lock := range [...]bool{true, false} {
		if keys := s.take(b, lock); len(keys) > 0 {
			out = append(out, s.request(b, keys, lock))
		}
	}
	s.wants = s.wants[:0]
	for _, g := range s.groups {
		if g != nil {
			out = g.requests(b, out)
		}
	}
	return out
}

func (s *rows[K, R]) request(b *batch, keys []unsafe.Pointer, lock bool) loadRequest {
	r := loadRequest{
		table: s.t.meta, index: -1, by: s.t.keyS, keys: keys, lock: lock, row: unsafe.Pointer(&s.row), phase: phaseRead,
		boxKey: func(k unsafe.Pointer) any { return *(*K)(k) },
	}
	if lock {
		r.phase = phaseLocked
	}
	r.deliver = func() { s.deliver(b, lock) }
	return r
}

// take lists, in order, the keys that were asked for with or without a lock.
// Those that the load does not deliver are rows that do not exist.
func (s *rows[K, R]) take(b *batch, lock bool) (keys []unsafe.Pointer) {
	for _, c := range s.wants {
		if c.wanted && c.wantLock == lock {
			c.unloadInto(b.round, lock)
			keys = append(keys, unsafe.Pointer(&c.key))
		}
	}
	s.t.keyS.sort(keys)
	return keys
}

// unloadInto makes the row one that was looked for and is not there.
func (c *cell[K, R]) unloadInto(round int, lock bool) {
	lockedAt := c.lockedAt
	c.unload()
	c.loaded, c.wanted, c.wantLock, c.lockedAt = true, false, false, lockedAt
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

// refresh asks again for all that the batch knows, for a new transaction.
// With blind set that includes the rows that were added without a look.
func (s *rows[K, R]) refresh(b *batch, blind bool) {
	for _, c := range s.cells {
		added := blind && c.blind && c.epoch == b.epoch
		if c.loaded || added {
			s.want(b, c, c.lockedAt > 0 || added)
		}
		c.unload()
	}
	for _, g := range s.groups {
		if g != nil {
			g.refresh(b)
		}
	}
}
