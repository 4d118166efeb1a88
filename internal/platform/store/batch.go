package store

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
)

// table is the face of rows that does not know the row's type.
type table interface {
	requests(b *batch, out []loadRequest) []loadRequest
	refresh(b *batch, check bool)
	changes(b *batch) (changeSet, bool)
	settle()
	clear()
	undo(tx *Tx, verify bool)
}

// batch is one shared transaction in the making: the rows that were loaded
// for it and the overlay of what its functions changed so far.
type batch struct {
	store  *Store
	tables []table // by meta.index
	used   []int
	epoch  int // counts the runs
	round  int // counts the loads of this transaction
	nowait int // the first load that does not wait for locks
	// unsteady says that two loads of one transaction may see two states of
	// the database.
	unsteady bool
	wanted   bool
	wantIDs  int
	journal  []table // room for the next function's
}

func newBatch(s *Store) *batch { return &batch{store: s, unsteady: !s.engine.steady()} }

// clear empties the batch for the next one and keeps its memory.
func (b *batch) clear() {
	for _, i := range b.used {
		b.tables[i].clear()
	}
	b.round, b.wanted, b.wantIDs = 0, false, 0
}

func (b *batch) table(i int) table {
	if i < len(b.tables) {
		return b.tables[i]
	}
	return nil
}

func (b *batch) setTable(i int, t table) {
	for len(b.tables) <= i {
		b.tables = append(b.tables, nil)
	}
	b.tables[i] = t
	b.used = append(b.used, i)
	slices.Sort(b.used)
}

// roundsShared bounds the loading rounds of a shared batch; a function that
// needs more goes on alone. roundsAlone is the bound there.
const (
	roundsShared = 8
	roundsAlone  = 1024
)

// prepare runs all functions until none misses a row, loading in between.
// Those that still miss rows after the last round are marked late.
func (b *batch) prepare(ctx context.Context, sess session, items []*item, rounds int) error {
	if b.wanted { // what an earlier attempt asked for
		if err := b.fetch(ctx, sess); err != nil {
			return err
		}
	}
	for round := 0; ; round++ {
		late := b.runAll(items)
		switch {
		case b.wantIDs > 0:
			return errNoIDs
		case !late || round == rounds:
			return nil
		}
		if err := b.fetch(ctx, sess); err != nil {
			return err
		}
	}
}

// runAll runs every function once, in order, each on top of the others.
func (b *batch) runAll(items []*item) (late bool) {
	b.epoch++
	for _, i := range b.used {
		b.tables[i].settle()
	}
	for _, it := range items {
		it.late = b.runOne(it)
		late = late || it.late
	}
	return late
}

// runOne runs one function and keeps its changes if it succeeds.
func (b *batch) runOne(it *item) (missed bool) {
	tx := &Tx{b: b, item: it, journal: b.journal[:0]}
	defer func() { b.journal = tx.journal[:0] }()
	err := call(it.fn, tx)
	if err == nil {
		err = tx.err
	}
	if tx.missed || err != nil || it.try {
		tx.rollbackTo(0, !tx.missed)
		tx.after = nil
	}
	if tx.missed {
		return true
	}
	it.err, it.after = err, tx.after
	return false
}

// call turns a panic into an error: nothing of it is committed, and the
// others in the batch go on.
func call(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = ErrPanic.Because(fmt.Errorf("%v\n%s", r, debug.Stack()))
		}
	}()
	return fn(tx)
}

// fetch loads everything that was asked for since the last load. Whoever
// holds locks does not wait for more (nowait): the flush begins anew instead
// and takes all that it knows of at once and in order, so that two flushes
// never wait for each other in a circle.
func (b *batch) fetch(ctx context.Context, sess session) error {
	b.wanted = false
	b.round++
	var reqs []loadRequest
	for _, i := range b.used {
		reqs = b.tables[i].requests(b, reqs)
	}
	slices.SortStableFunc(reqs, func(x, y loadRequest) int { return cmp.Compare(x.phase, y.phase) })
	for i := range reqs {
		reqs[i].nowait = reqs[i].lock && b.round >= b.nowait
	}
	return sess.load(ctx, reqs)
}

// refresh prepares for another attempt, which loads all that is known by now
// before anything runs. With check set, that includes the rows that were added
// without a look.
func (b *batch) refresh(check bool) {
	for _, i := range b.used {
		b.tables[i].refresh(b, check)
	}
	b.round, b.wantIDs = 0, 0
}

// changes gathers every table's changes, in the order of declaration.
func (b *batch) changes() []changeSet {
	var out []changeSet
	for _, i := range b.used {
		if c, any := b.tables[i].changes(b); any {
			out = append(out, c)
		}
	}
	return out
}
