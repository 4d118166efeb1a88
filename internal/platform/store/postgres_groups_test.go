package store_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// TestPostgresGroupGrew: a group that was loaded for one function is loaded
// again for another that locks its owner later, since a second process may
// have added to it in between.
func TestPostgresGroupGrew(t *testing.T) {
	e := postgres(t, store.Options{})
	other := e.open(t, store.Options{})
	n := fresh()
	e.write(t, n, inOrder(deposit(n, 0), addPart(n+1, n, 1), func(tx *store.Tx) error {
		owners.Add(tx, owner{keyOf(n), 1})
		return nil
	}))
	// underOwner adds a part as the rules want it.
	underOwner := func(part, amount id.ID) func(tx *store.Tx) error {
		return func(tx *store.Tx) error {
			o, _, err := owners.Get(tx, keyOf(n))
			if err != nil {
				return err
			}
			o.Parts++
			owners.Put(tx, o)
			return addPart(part, n, int64(amount))(tx)
		}
	}
	grown := false
	var seen int64
	errs := together(t, e.Store, n.Bucket(),
		func(tx *store.Tx) error { // which does not need the owner
			_, _, err := sumOf(tx, n)
			return err
		},
		func(tx *store.Tx) error {
			if err := deposit(n, 1)(tx); err != nil {
				return err
			}
			if !grown { // the group is loaded now, and the owner is not locked
				grown = true
				if err := other.Write(t.Context(), n.Bucket(), underOwner(n+2, 10)); err != nil {
					t.Error(err)
				}
			}
			o, _, err := owners.Get(tx, keyOf(n))
			if err != nil {
				return err
			}
			ids, sum, err := sumOf(tx, n)
			if err == nil && int64(len(ids)) != o.Parts {
				t.Errorf("the owner has %d parts, its group %v", o.Parts, ids)
			}
			seen = sum
			return err
		})
	noErrors(t, errs)
	if seen != 11 {
		t.Errorf("the sum was %d, want 11", seen)
	}
}

// TestPostgresGroupLimit: at most five parts an owner, however many ask,
// from two processes, with hints and without.
func TestPostgresGroupLimit(t *testing.T) {
	e := postgres(t, store.Options{})
	stores := []*store.Store{e.Store, e.open(t, store.Options{})}
	n := fresh()
	const ownersN, limit = 3, 5
	for i := range id.ID(ownersN) {
		e.write(t, n, func(tx *store.Tx) error { owners.Add(tx, owner{key: keyOf(n + i)}); return nil })
	}
	var all sync.WaitGroup
	var next, added atomic.Int64
	for c := range 24 {
		all.Go(func() {
			for i := range 5 {
				o, p := n+id.ID((c+i)%ownersN), n+10+id.ID(next.Add(1))
				err := stores[c%2].Write(t.Context(), id.Bucket(c*40), func(tx *store.Tx) error {
					if c%3 == 0 {
						owners.Want(tx, keyOf(o))
						byOwner.Want(tx, ownerKey{o})
					}
					if _, _, err := owners.Get(tx, keyOf(o)); err != nil {
						return err
					}
					ids, _, err := sumOf(tx, o)
					if err != nil {
						return err
					}
					if len(ids) >= limit {
						return errNo
					}
					return addPart(p, o, 1)(tx)
				})
				if err == nil {
					added.Add(1)
				} else if !errors.Is(err, errNo) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if added.Load() != ownersN*limit {
		t.Errorf("%d parts were added, want %d", added.Load(), ownersN*limit)
	}
}

// TestPostgresGroupAfterOwner: an owner and its group that are asked for in
// one round are loaded in this order, whatever that of their tables is: while
// the owner's lock is waited for, the group may grow.
func TestPostgresGroupAfterOwner(t *testing.T) {
	e := postgres(t, store.Options{})
	other := e.open(t, store.Options{})
	n := fresh()
	e.write(t, n, func(tx *store.Tx) error { owners.Add(tx, owner{key: keyOf(n)}); return nil })
	done := make(chan error, 1)
	waits := func() {
		var sum int64
		err := e.Write(t.Context(), n.Bucket(), func(tx *store.Tx) error {
			owners.Want(tx, keyOf(n))
			byOwner.Want(tx, ownerKey{n})
			o, _, err := owners.Get(tx, keyOf(n))
			if err != nil {
				return err
			}
			if _, sum, err = sumOf(tx, n); err == nil && sum != o.Parts {
				t.Errorf("the owner has %d, its group %d", o.Parts, sum)
			}
			return err
		})
		done <- err
	}
	begun := false
	write(t, other, n, func(tx *store.Tx) error {
		o, _, err := owners.Get(tx, keyOf(n))
		if err != nil {
			return err
		}
		if !begun {
			begun = true
			go waits()
			eventually(t, func() bool { return waiting(t, e.Store, "Lock") == 1 })
		}
		o.Parts = 5
		owners.Put(tx, o)
		return addPart(n+1, n, 5)(tx)
	})
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// waiting counts the database's sessions that wait for something.
func waiting(t *testing.T, s *store.Store, what string) int64 {
	t.Helper()
	n, _, err := store.SelectOne[int64](t.Context(), s,
		"SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND (wait_event_type = ? OR wait_event = ?)", what, what)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
