package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
)

// table is the untyped face of rows[K, R].
type table interface {
	requests() []loadRequest
	changes(b *batch) (changeSet, bool)
}

// batch is one shared transaction in the making: the rows that were loaded
// for it and the overlay of what its functions changed so far.
type batch struct {
	store   *Store
	tables  []table // by meta.index
	used    []int
	epoch   int
	wanted  bool
	wantIDs int
}

func newBatch(s *Store) *batch { return &batch{store: s} }

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
}

// roundsShared bounds the loading rounds of a shared batch; a function that
// needs more goes on alone. roundsAlone is the bound there.
const (
	roundsShared = 8
	roundsAlone  = 1024
)

// prepare runs all functions until none misses a row, loading in between.
// It returns those that still missed rows after the last round.
func (b *batch) prepare(ctx context.Context, sess session, items []*item, rounds int) (late []*item, err error) {
	for round := 0; ; round++ {
		missed := b.runAll(items)
		if len(missed) == 0 {
			return nil, nil
		}
		if round == rounds {
			return missed, nil
		}
		if err := b.fetch(ctx, sess); err != nil {
			return nil, err
		}
	}
}

// runAll runs every function once, in order, each on top of the others.
func (b *batch) runAll(items []*item) (missed []*item) {
	b.epoch++
	for _, it := range items {
		if b.runOne(it) {
			missed = append(missed, it)
		}
	}
	return missed
}

// runOne runs one function and keeps its changes if it succeeds.
func (b *batch) runOne(it *item) (missed bool) {
	tx := &Tx{b: b, item: it}
	err := call(it.fn, tx)
	if err == nil {
		err = tx.err
	}
	if tx.missed {
		tx.rollbackTo(0)
		return true
	}
	if err != nil || it.try {
		tx.rollbackTo(0)
		tx.after = nil
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

// fetch loads everything that the last run asked for.
func (b *batch) fetch(ctx context.Context, sess session) error {
	if b.wantIDs > 0 {
		if err := b.store.ids.refill(ctx, b.wantIDs); err != nil {
			return err
		}
		b.wantIDs = 0
	}
	if !b.wanted {
		return nil
	}
	b.wanted = false
	slices.Sort(b.used)
	var reqs []loadRequest
	for _, i := range b.used {
		reqs = append(reqs, b.tables[i].requests()...)
	}
	return sess.load(ctx, reqs)
}

// changes gathers every table's changes, in the order of declaration.
func (b *batch) changes() []changeSet {
	slices.Sort(b.used)
	var out []changeSet
	for _, i := range b.used {
		if c, any := b.tables[i].changes(b); any {
			out = append(out, c)
		}
	}
	return out
}
