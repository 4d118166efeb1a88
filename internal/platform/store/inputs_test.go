package store_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// inputs is all that one run of a function was given.
type inputs struct {
	now   instant.Instant
	id    id.ID
	block id.ID
	last  id.ID
	dice  uint64
}

func take(tx *store.Tx) (in inputs, err error) {
	in.now = tx.Now()
	if in.id, err = tx.NewID(7); err != nil {
		return in, err
	}
	if in.block, err = tx.NewIDBlock(3000); err != nil {
		return in, err
	}
	in.last, err = tx.NewID(7)
	in.dice = tx.Dice().Uint64()
	return in, err
}

// testInputs: a function sees the same inputs in each of its runs, another
// function other ones, and the clock does not go back.
func testInputs(t *testing.T, e env) {
	n := fresh()
	var clock atomic.Int64
	clock.Store(1000)
	s := e.open(t, store.Options{Now: func() instant.Instant { return instant.Instant(clock.Load()) }})
	record := func(to *[]inputs) func(tx *store.Tx) error {
		return func(tx *store.Tx) error {
			in, err := take(tx)
			if err != nil {
				return err
			}
			clock.Add(-10) // the system's clock was set back
			*to = append(*to, in)
			for i := range id.ID(3) {
				if _, _, err := accounts.Get(tx, keyOf(n+i)); err != nil {
					return err
				}
			}
			return nil
		}
	}
	var a, b []inputs
	noErrors(t, together(t, s, n.Bucket(), record(&a), record(&b)))
	for _, runs := range [][]inputs{a, b} {
		if len(runs) < 2 {
			t.Fatalf("ran %d times: the test proves nothing", len(runs))
		}
		for _, in := range runs {
			if in != runs[0] {
				t.Errorf("runs of one function got %+v and %+v", runs[0], in)
			}
		}
	}
	x, y := a[0], b[0]
	if x.now > y.now || x.id == y.id || x.block == y.block || x.last == y.last || x.dice == y.dice || x.id == x.last {
		t.Errorf("two functions got %+v and %+v", x, y)
	}
}

// testIDs: ids are unique, over processes too, blocks contiguous, and of the
// bucket asked for; a run that takes another path does not overlap.
func testIDs(t *testing.T, e env) {
	n := fresh()
	stores := []*store.Store{e.Store}
	if !e.memory() {
		stores = append(stores, e.open(t, store.Options{}))
	}
	var mu sync.Mutex
	taken := map[id.ID]bool{}
	note := func(first id.ID, count int) {
		mu.Lock()
		defer mu.Unlock()
		for i := range id.ID(count) {
			if taken[first+i] || first < id.Reserved {
				t.Errorf("id %d was handed out twice or is reserved", first+i)
			}
			taken[first+i] = true
		}
	}
	var all sync.WaitGroup
	for i := range 40 {
		s, bucket, count := stores[i%len(stores)], id.Bucket(i*25), 1+i*100
		all.Go(func() {
			var one, block id.ID
			err := s.Write(t.Context(), bucket, func(tx *store.Tx) (err error) {
				// The first run takes its ids in another order.
				_, _, missed := accounts.Get(tx, keyOf(n+id.ID(i)))
				if missed != nil {
					_, _ = tx.NewIDBlock(count)
					_, _ = tx.NewID(bucket)
					return missed
				}
				if one, err = tx.NewID(bucket); err != nil {
					return err
				}
				block, err = tx.NewIDBlock(count)
				return err
			})
			if err != nil {
				t.Error(err)
				return
			}
			if one.Bucket() != bucket {
				t.Errorf("id %d is not of bucket %d", one, bucket)
			}
			note(one, 1)
			note(block, count)
		})
	}
	all.Wait()
}

// testIDsRunOut: ids run out in the middle of a transaction that has locks.
// It begins anew with more; nothing waits for its own locks.
func testIDsRunOut(t *testing.T, e env) {
	n := fresh()
	s := e.open(t, store.Options{})
	var ids []id.ID
	fn := func(tx *store.Tx) error {
		if err := deposit(n, 1)(tx); err != nil {
			return err
		}
		ids = ids[:0]
		for range 3 {
			i, err := tx.NewID(n.Bucket())
			if err != nil {
				return err
			}
			ids = append(ids, i)
			if err := deposit(i, 1)(tx); err != nil {
				return err
			}
		}
		_, err := tx.NewIDBlock(500_000 * id.Buckets)
		return err
	}
	write(t, s, n, fn)
	for left := range int64(3) {
		store.UseUpIDsForTest(s, left)
		write(t, s, n, fn)
		if ids[0] == ids[1] || ids[1] == ids[2] {
			t.Errorf("ids %v", ids)
		}
	}
	if got := balance(t, s, n); got != 4 {
		t.Errorf("balance %d, want 4", got)
	}
}
