package store

import (
	"math/rand/v2"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// Tx is what a write's function sees: rows through tables, and the inputs
// that must not change between its runs (clock, dice, ids).
type Tx struct {
	b       *batch
	item    *item
	journal []interface{ undo() }
	missed  bool
	err     error // set by Add on a key that exists
	ids     int   // ids handed out in this run
	dice    *rand.ChaCha8
	after   []func()
}

// Now is the instant of this write, the same in every run. Within a lane it
// never goes back.
func (tx *Tx) Now() instant.Instant { return tx.item.now }

// NewID is a fresh id in bucket b, the same in every run of the function.
func (tx *Tx) NewID(b id.Bucket) (id.ID, error) {
	n, err := tx.ordinal(1)
	if err != nil {
		return 0, err
	}
	return id.Compose(n, b), nil
}

// NewIDBlock is the first of count fresh contiguous ids.
func (tx *Tx) NewIDBlock(count int) (id.ID, error) {
	n, err := tx.ordinal((count + id.Buckets - 1) / id.Buckets)
	if err != nil {
		return 0, err
	}
	return id.Compose(n, 0), nil
}

// ordinal takes count consecutive ordinals and returns the first.
func (tx *Tx) ordinal(count int) (int64, error) {
	it := tx.item
	if tx.ids < len(it.ordinals) {
		tx.ids++
		return it.ordinals[tx.ids-1], nil
	}
	n, ok := tx.b.store.ids.take(count)
	if !ok {
		tx.b.wantIDs = max(tx.b.wantIDs, count)
		tx.missed = true
		return 0, errMiss
	}
	it.ordinals = append(it.ordinals, n)
	tx.ids++
	return n, nil
}

// Dice is a cryptographic source of random numbers. It was seeded for this
// write alone and repeats itself in every run of the function.
func (tx *Tx) Dice() *rand.ChaCha8 {
	if tx.dice == nil {
		if !tx.item.seeded {
			tx.item.seed, tx.item.seeded = tx.b.store.seed(), true
		}
		tx.dice = rand.NewChaCha8(tx.item.seed)
	}
	return tx.dice
}

// Sub runs fn; if it fails, what fn changed is taken back and the write may
// go on. The error is returned as it is.
func (tx *Tx) Sub(fn func() error) error {
	mark, after := len(tx.journal), len(tx.after)
	err := fn()
	if err == nil && tx.err != nil {
		err = tx.err
	}
	if err != nil {
		tx.rollbackTo(mark)
		tx.after = tx.after[:after]
		tx.err = nil
	}
	return err
}

// Committed runs fn after this write was committed: to wake a worker, to
// drop a cached value. fn must not block and must not fail.
func (tx *Tx) Committed(fn func()) { tx.after = append(tx.after, fn) }

func (tx *Tx) fail(err error) {
	if tx.err == nil {
		tx.err = err
	}
}

func (tx *Tx) rollbackTo(mark int) {
	for i := len(tx.journal) - 1; i >= mark; i-- {
		tx.journal[i].undo()
	}
	tx.journal = tx.journal[:mark]
}

// Missed reports whether this run asked for a row that is not loaded yet. An
// error of such a run means nothing: the function will be run again.
func (tx *Tx) Missed() bool { return tx.missed }
