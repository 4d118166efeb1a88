package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

func testDuplicateAdds(t *testing.T, e env) {
	n := fresh()
	add := func(n id.ID) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { accounts.Add(tx, account{key: keyOf(n), Balance: 1}); return nil }
	}
	e.write(t, n, add(n))
	guilty := map[int]bool{2: true, 7: true, 8: true}
	var fns []func(tx *store.Tx) error
	for i := range 10 {
		fns = append(fns, add(n+id.ID(1+i)))
	}
	fns[2], fns[7] = inOrder(add(n+20), add(n)), add(n)
	fns[8] = add(n + 1) // added by the first
	before := e.Stats()
	for i, err := range together(t, e.Store, n.Bucket(), fns...) {
		if guilty[i] != errors.Is(err, store.ErrExists) || !guilty[i] && err != nil {
			t.Errorf("function %d: %v", i, err)
		}
	}
	if after := e.Stats(); after.Alone != before.Alone {
		t.Errorf("%d functions ran alone: the rows that were there should have told", after.Alone-before.Alone)
	}
	for i := range id.ID(10) {
		want := int64(1)
		if guilty[int(i)] {
			want = 0
		}
		if got := balance(t, e.Store, n+1+i); got != want {
			t.Errorf("row %d: balance %d, want %d", i, got, want)
		}
	}
	if got := balance(t, e.Store, n+20); got != 0 {
		t.Error("a failed function left a row")
	}
}

// testDuplicateNames: unique keys that no function looked up first.
func testDuplicateNames(t *testing.T, e env) {
	n := fresh()
	s := fmt.Sprint("duplicate", n)
	e.write(t, n, grab(n, s))
	errs := together(t, e.Store, n.Bucket(),
		grab(n+1, s+"a"), grab(n+2, s), grab(n+3, s+"b"), grab(n+4, s+"a"), grab(n+5, s+"c"), rename(n, s+"d"), grab(n+6, s))
	for i, err := range errs {
		want := i == 1 || i == 3
		if want != errors.Is(err, store.ErrExists) || !want && err != nil {
			t.Errorf("function %d: %v", i, err)
		}
	}
	e.write(t, n, inOrder(named(s, n+6), named(s+"a", n+1), named(s+"b", n+3), named(s+"c", n+5), named(s+"d", n)))
}

// testLostUpdates: many callers on few rows, from two processes where the
// engine has them, some rows not there yet, two tables, transfers both ways.
func testLostUpdates(t *testing.T, e env) {
	n := fresh()
	stores := []*store.Store{e.Store}
	if !e.memory() {
		stores = append(stores, e.open(t, store.Options{BatchMax: 7}))
	}
	const rows, callers, each = 5, 40, 25
	var all sync.WaitGroup
	for c := range callers {
		s := stores[c%len(stores)]
		all.Go(func() {
			for i := range each {
				from, to := n+id.ID((c+i)%rows), n+id.ID((c*3+i*7+1)%rows)
				err := s.Write(t.Context(), from.Bucket(), inOrder(transfer(from, to, 1), claimOnce(n, c, i)))
				if err != nil && !errors.Is(err, errTaken) {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	sum, lines := int64(0), int64(0)
	for i := range id.ID(rows) {
		e.write(t, n, func(tx *store.Tx) error {
			a, _, err := accounts.Get(tx, keyOf(n+i))
			if err != nil {
				return err
			}
			got := int64(0)
			for seq := range a.Lines {
				l, found, err := linesOf(tx, n+i, seq+1)
				if err != nil || !found {
					return errors.Join(err, fmt.Errorf("line %d of %d: %v", seq+1, n+i, found))
				}
				got += l.Amount
			}
			if got != a.Balance {
				t.Errorf("account %d: balance %d, lines say %d", i, a.Balance, got)
			}
			sum += a.Balance
			lines += a.Lines
			return nil
		})
	}
	// Each of the ten keys was claimed by one transfer; the others failed.
	if sum != 0 || lines != 2*10*each {
		t.Errorf("sum %d and %d lines, want 0 and %d", sum, lines, 2*10*each)
	}
}

func linesOf(tx *store.Tx, n id.ID, seq int64) (line, bool, error) {
	return lines.Read(tx, lineKey{n.Bucket(), n, seq})
}

// transfer moves an amount and writes a numbered line on each side.
func transfer(from, to id.ID, amount int64) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		if err := post(tx, from, -amount); err != nil {
			return err
		}
		return post(tx, to, amount)
	}
}

func post(tx *store.Tx, n id.ID, amount int64) error {
	a, _, err := accounts.Get(tx, keyOf(n))
	if err != nil {
		return err
	}
	a.key, a.Balance, a.Lines = keyOf(n), a.Balance+amount, a.Lines+1
	accounts.Put(tx, a)
	lines.Add(tx, line{lineKey{n.Bucket(), n, a.Lines}, amount})
	return nil
}

// claimOnce lets one of four callers have each key.
func claimOnce(n id.ID, caller, i int) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		k := link{n, id.ID(caller/4*1000 + i)}
		_, found, err := links.Get(tx, k)
		switch {
		case err != nil:
			return err
		case found:
			return errTaken
		}
		links.Put(tx, k)
		return nil
	}
}
