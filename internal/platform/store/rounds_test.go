package store_test

import (
	"errors"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// follow walks a chain of accounts, each of whose balance names the next, and
// adds a line to the last.
func follow(first id.ID, length int) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		at := first
		for range length {
			a, found, err := accounts.Get(tx, keyOf(at))
			if err != nil {
				return err
			}
			if !found {
				return errors.New("the chain is broken")
			}
			at += id.ID(a.Balance)
		}
		a, _, err := accounts.Get(tx, keyOf(at))
		if err == nil {
			a.key, a.Lines = keyOf(at), a.Lines+1
			accounts.Put(tx, a)
		}
		return err
	}
}

// testChain: a function that misses rows a hundred times in a row neither
// holds up nor breaks the others of its batch.
func testChain(t *testing.T, e env) {
	n, m := fresh(), fresh()
	const length = 100
	e.write(t, n, func(tx *store.Tx) error {
		for i := range id.ID(length) {
			accounts.Add(tx, account{key: keyOf(n + i), Balance: 1})
		}
		return nil
	})
	s := e.open(t, store.Options{}) // which has none of the rows at hand
	if e.memory() {
		s = e.Store
	}
	before := s.Stats()
	errs := together(t, s, n.Bucket(), deposit(m, 1), follow(n, length), deposit(m, 10), follow(n, length), follow(n, 3))
	noErrors(t, errs)
	if got := balance(t, s, m); got != 11 {
		t.Errorf("balance %d, want 11", got)
	}
	if after := s.Stats(); after.Alone-before.Alone != 2 {
		t.Errorf("%d functions ran alone, want the two long ones", after.Alone-before.Alone)
	}
	e.write(t, n, func(tx *store.Tx) error {
		a, _, err := accounts.Get(tx, keyOf(n+length))
		if err == nil && a.Lines != 2 {
			t.Errorf("the chain's end has %d lines, want 2", a.Lines)
		}
		return err
	})
}

func testEndless(t *testing.T, e env) {
	n, m := fresh(), fresh()
	endless := func(tx *store.Tx) error {
		if err := deposit(m, 1000)(tx); err != nil {
			return err
		}
		for i := n; ; i++ {
			if _, _, err := accounts.Get(tx, keyOf(i)); err != nil {
				return err
			}
		}
	}
	errs := together(t, e.Store, n.Bucket(), deposit(m, 1), endless, deposit(m, 10))
	if errs[0] != nil || !errors.Is(errs[1], store.ErrTooManyRounds) || errs[2] != nil {
		t.Errorf("errors: %v", errs)
	}
	if got := balance(t, e.Store, m); got != 11 {
		t.Errorf("balance %d, want 11", got)
	}
}
