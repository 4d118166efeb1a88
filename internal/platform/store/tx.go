package store

import (
	"math/rand/v2"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// Tx is what a write's function sees: rows through tables, and the inputs
// that must not change between its runs (clock, dice, ids). It ends with the
// run and must not be kept.
type Tx struct {
	b        *batch
	item     *item
	journal  []table // the tables changed, one entry a change
	missed   bool
	err      error // of Put or Add, which return none
	lockedAt int   // the latest load that locked a row which this run got
	spans    int   // ids taken in this run
	dice     *rand.ChaCha8
	after    []func()
}

// Now is the instant of this write, the same in every run. Within a lane it
// never goes back.
func (tx *Tx) Now() instant.Instant { return tx.item.now }

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

// NewID is a fresh id in bucket b, the same in every run of the function.
func (tx *Tx) NewID(b id.Bucket) (id.ID, error) {
	n, err := tx.ordinals(1)
	if err != nil {
		return 0, err
	}
	return id.Compose(n, b), nil
}

// NewIDBlock is the first of count fresh contiguous ids; count is at least 1.
func (tx *Tx) NewIDBlock(count int) (id.ID, error) {
	if count < 1 {
		panic("store: NewIDBlock of no ids")
	}
	n, err := tx.ordinals((count + id.Buckets - 1) / id.Buckets)
	if err != nil {
		return 0, err
	}
	return id.Compose(n, 0), nil
}

// Sub runs fn; if it fails, what fn changed is taken back and the write may
// go on. The error is returned as it is.
func (tx *Tx) Sub(fn func() error) error {
	mark, after, before := len(tx.journal), len(tx.after), tx.err
	tx.err = nil
	err := fn()
	if err == nil {
		err = tx.err
	}
	tx.err = before
	if err != nil {
		tx.rollbackTo(mark, true)
		tx.after = tx.after[:after]
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

// rollbackTo takes changes back. With verify set, rows among them that were
// added without a look are looked for, and the run misses: no commit will
// find out any more whether Add was wrong to take them for new, and what the
// function did next must not rest on that.
func (tx *Tx) rollbackTo(mark int, verify bool) {
	for i := len(tx.journal) - 1; i >= mark; i-- {
		tx.journal[i].undo(tx, verify)
	}
	tx.journal = tx.journal[:mark]
}

// Missed reports whether this run asked for a row that is not loaded yet. An
// error of such a run means nothing: the function will be run again.
func (tx *Tx) Missed() bool { return tx.missed }
