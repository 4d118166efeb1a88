package store_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"guerdon/internal/platform/store"
)

func testRows(t *testing.T, e env) {
	n := fresh()
	get := func() (a account, found bool) {
		e.write(t, n, func(tx *store.Tx) (err error) { a, found, err = accounts.Get(tx, keyOf(n)); return err })
		return a, found
	}
	if _, found := get(); found {
		t.Fatal("a row before any was put")
	}
	e.write(t, n, deposit(n, 5))
	if a, found := get(); !found || a.Balance != 5 || a.ID != n {
		t.Fatalf("got %+v %v after the insert", a, found)
	}
	e.write(t, n, func(tx *store.Tx) error {
		for range 3 {
			if err := deposit(n, 10)(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if a, _ := get(); a.Balance != 35 {
		t.Fatalf("got %+v after three updates in one write", a)
	}
	e.write(t, n, func(tx *store.Tx) error {
		a, found, err := accounts.Read(tx, keyOf(n))
		if err == nil && (!found || a.Balance != 35) {
			err = errors.New("Read does not see the row")
		}
		return err
	})
	remove := func(tx *store.Tx) error {
		_, _, err := accounts.Get(tx, keyOf(n))
		if err == nil {
			accounts.Delete(tx, keyOf(n))
		}
		return err
	}
	e.write(t, n, remove)
	if _, found := get(); found {
		t.Fatal("the row is there after its deletion")
	}
	e.write(t, n, deposit(n, 1))
	// Deleted and put again, in one write and in two of one batch.
	e.write(t, n, func(tx *store.Tx) error {
		if err := remove(tx); err != nil {
			return err
		}
		return deposit(n, 2)(tx)
	})
	if a, _ := get(); a.Balance != 2 {
		t.Fatalf("got %+v after a deletion and an insert in one write", a)
	}
	noErrors(t, together(t, e.Store, n.Bucket(), remove, func(tx *store.Tx) error {
		accounts.Add(tx, account{key: keyOf(n), Balance: 3})
		return nil
	}))
	if a, _ := get(); a.Balance != 3 {
		t.Fatalf("got %+v after a deletion and an Add in one batch", a)
	}
	noErrors(t, together(t, e.Store, n.Bucket(), remove, deposit(n, 4), remove))
	if _, found := get(); found {
		t.Fatal("the row is there after deletion, insert and deletion in one batch")
	}
}

func testKinds(t *testing.T, e env) {
	want := []kindRow{
		{kindKey: kindKey{"", 0, 0, 0, false}},
		{kindKey: kindKey{"积分 ✓ 'quoted\"", 1<<63 - 1, 1<<31 - 1, 1<<15 - 1, true}, Note: strings.Repeat("長", 3000), Data: []byte{0, 1, 255}},
		{kindKey: kindKey{"a\nb", -1 << 63, -1 << 31, -1 << 15, false}, Data: make([]byte, 10_000)},
	}
	e.write(t, 0, func(tx *store.Tx) error {
		for _, r := range want {
			kinds.Add(tx, r)
		}
		return nil
	})
	for _, r := range want {
		var got kindRow
		e.write(t, 0, func(tx *store.Tx) (err error) { got, _, err = kinds.Get(tx, r.kindKey); return err })
		if !reflect.DeepEqual(got, r) {
			t.Errorf("put %+v, got %+v", r, got)
		}
	}
	// Empty bytes are none, whichever way they were written.
	k := kindKey{Text: "empty"}
	e.write(t, 0, func(tx *store.Tx) error { kinds.Add(tx, kindRow{kindKey: k, Data: []byte{}}); return nil })
	e.write(t, 0, func(tx *store.Tx) error {
		got, _, err := kinds.Get(tx, k)
		if err == nil && got.Data != nil {
			t.Errorf("empty bytes came back as %v", got.Data)
		}
		return err
	})
}

func testTexts(t *testing.T, e env) {
	n := fresh()
	for _, bad := range []string{"nul\x00", "\xff", "\xed\xa0\x80"} {
		for what, fn := range map[string]func(tx *store.Tx) error{
			"Get":  func(tx *store.Tx) error { _, _, err := kinds.Get(tx, kindKey{Text: bad}); return err },
			"Read": func(tx *store.Tx) error { _, _, err := kinds.Read(tx, kindKey{Text: bad}); return err },
			"Find": func(tx *store.Tx) error { _, _, err := byName.Find(tx, nameKey{bad}); return err },
			"Add":  func(tx *store.Tx) error { names.Add(tx, name{keyOf(n), bad}); return nil },
			"Want": func(tx *store.Tx) error {
				kinds.Want(tx, kindKey{Text: bad})
				byName.Want(tx, nameKey{bad})
				_, _, err := kinds.Get(tx, kindKey{Text: bad})
				return err
			},
		} {
			errs := together(t, e.Store, n.Bucket(), deposit(n, 1), fn, deposit(n, 1))
			if errs[0] != nil || !errors.Is(errs[1], store.ErrText) || errs[2] != nil {
				t.Errorf("%s of %q: %v", what, bad, errs)
			}
		}
	}
	if got := balance(t, e.Store, n); got != 30 {
		t.Errorf("balance %d, want 30", got)
	}
}

func testKeyOnly(t *testing.T, e env) {
	k := link{fresh(), 7}
	for range 2 {
		e.write(t, k.A, func(tx *store.Tx) error {
			_, _, err := links.Get(tx, k)
			if err == nil {
				links.Put(tx, k)
			}
			return err
		})
	}
	e.write(t, k.A, func(tx *store.Tx) error {
		_, found, err := links.Get(tx, k)
		if err == nil && !found {
			err = errors.New("the row is not there")
		}
		return err
	})
}

// testAdded is about rows that were added without a look: the batch must not
// forget that they may be there after all.
func testAdded(t *testing.T, e env) {
	n := fresh()
	add := func(tx *store.Tx) error { accounts.Add(tx, account{key: keyOf(n), Balance: 100}); return nil }
	drop := func(tx *store.Tx) error {
		_, _, err := accounts.Get(tx, keyOf(n))
		if err == nil {
			accounts.Delete(tx, keyOf(n))
		}
		return err
	}
	// Get before Add and after it, Put after it, in one batch.
	errs := together(t, e.Store, n.Bucket(), func(tx *store.Tx) error {
		_, found, err := accounts.Get(tx, keyOf(n))
		if err == nil && found {
			err = errors.New("found before it was added")
		}
		return err
	}, add, deposit(n, 1))
	noErrors(t, errs)
	if got := balance(t, e.Store, n); got != 101 {
		t.Fatalf("balance %d, want 101", got)
	}
	// The row is there: Add fails, whatever comes after it in the batch.
	errs = together(t, e.Store, n.Bucket(), add, drop)
	if !errors.Is(errs[0], store.ErrExists) || errs[1] != nil {
		t.Fatalf("Add of a row that is there, then Delete: %v", errs)
	}
	errs = together(t, e.Store, n.Bucket(), add, drop, add)
	noErrors(t, errs)
	if got := balance(t, e.Store, n); got != 100 {
		t.Fatalf("balance %d, want 100", got)
	}
	errs = together(t, e.Store, n.Bucket(), add, deposit(n, 1), add)
	if !errors.Is(errs[0], store.ErrExists) || errs[1] != nil || !errors.Is(errs[2], store.ErrExists) {
		t.Fatalf("two Adds around a deposit: %v", errs)
	}
	if got := balance(t, e.Store, n); got != 101 {
		t.Fatalf("balance %d, want 101", got)
	}
}

func testMisuse(t *testing.T, e env) {
	n := fresh()
	e.write(t, n, deposit(n, 1))
	for what, fn := range map[string]func(tx *store.Tx) error{
		"Put without Get":    func(tx *store.Tx) error { accounts.Put(tx, account{key: keyOf(n)}); return nil },
		"Delete without Get": func(tx *store.Tx) error { accounts.Delete(tx, keyOf(n)); return nil },
		"Put after Read": func(tx *store.Tx) error {
			a, _, err := accounts.Read(tx, keyOf(n))
			if err == nil {
				accounts.Put(tx, a)
			}
			return err
		},
		"a block of no ids": func(tx *store.Tx) error { _, err := tx.NewIDBlock(0); return err },
	} {
		if err := e.Write(t.Context(), n.Bucket(), fn); !errors.Is(err, store.ErrPanic) {
			t.Errorf("%s: %v", what, err)
		}
	}
	// A run that goes on after a miss is thrown away, whatever it does.
	m := fresh()
	e.write(t, m, func(tx *store.Tx) error {
		a, _, err := accounts.Get(tx, keyOf(m))
		a.key = keyOf(m)
		a.Balance++
		accounts.Put(tx, a)
		if err != nil && !tx.Missed() {
			t.Error("an error of Get that is no miss")
		}
		return nil
	})
	if got := balance(t, e.Store, m); got != 1 {
		t.Errorf("balance %d, want 1", got)
	}
}

func testTry(t *testing.T, e env) {
	n := fresh()
	var seen account
	err := e.Try(t.Context(), n.Bucket(), func(tx *store.Tx) error {
		if err := deposit(n, 5)(tx); err != nil {
			return err
		}
		var err error
		seen, _, err = accounts.Get(tx, keyOf(n))
		tx.Committed(func() { t.Error("a hook of Try ran") })
		return err
	})
	if err != nil || seen.Balance != 5 {
		t.Fatalf("Try saw %+v, %v", seen, err)
	}
	if got := balance(t, e.Store, n); got != 0 {
		t.Fatalf("Try left a balance of %d", got)
	}
	// In the middle of a batch it sees what came before, and nobody sees it.
	release := hold(t, e.Store, n.Bucket())
	done := make(chan error, 3)
	submit := []func(){
		func() { done <- e.Write(t.Context(), n.Bucket(), deposit(n, 1)) },
		func() {
			done <- e.Try(t.Context(), n.Bucket(), func(tx *store.Tx) error {
				err := deposit(n, 10)(tx)
				if err == nil {
					seen, _, err = accounts.Get(tx, keyOf(n))
				}
				return err
			})
		},
		func() { done <- e.Write(t.Context(), n.Bucket(), deposit(n, 100)) },
	}
	for i, f := range submit {
		go f()
		eventually(t, func() bool { return store.QueuedForTest(e.Store, n.Bucket()) == i+1 })
	}
	release()
	for range submit {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if got := balance(t, e.Store, n); seen.Balance != 11 || got != 101 {
		t.Fatalf("Try saw %d and left %d, want 11 and 101", seen.Balance, got)
	}
}

func testHints(t *testing.T, e env) {
	n := fresh()
	runs := 0
	e.write(t, n, func(tx *store.Tx) error {
		runs++
		accounts.Want(tx, keyOf(n), keyOf(n+1))
		accounts.WantRead(tx, keyOf(n+2))
		byOwner.Want(tx, ownerKey{n})
		byOwner.WantRead(tx, ownerKey{n + 1})
		for _, get := range []func() error{
			func() error { _, _, err := accounts.Get(tx, keyOf(n)); return err },
			func() error { _, _, err := accounts.Get(tx, keyOf(n+1)); return err },
			func() error { _, _, err := accounts.Read(tx, keyOf(n+2)); return err },
			func() error { _, err := byOwner.By(tx, ownerKey{n}); return err },
			func() error { _, err := byOwner.Read(tx, ownerKey{n + 1}); return err },
		} {
			if err := get(); err != nil {
				return err
			}
		}
		return nil
	})
	if runs > 2 {
		t.Errorf("ran %d times, want at most 2", runs)
	}
}
