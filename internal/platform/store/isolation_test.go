package store_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

var errNo = errors.New("no")

func testErrorsApart(t *testing.T, e env) {
	n := fresh()
	errs := together(t, e.Store, n.Bucket(),
		deposit(n, 1),
		inOrder(deposit(n, 10), deposit(n+1, 10), func(*store.Tx) error { return errNo }),
		func(*store.Tx) error { return errNo }, // before it asked for anything
		deposit(n, 100),
		inOrder(deposit(n+1, 5)),
	)
	for i, err := range errs {
		if want := i == 1 || i == 2; want != errors.Is(err, errNo) {
			t.Errorf("function %d: %v", i, err)
		}
	}
	if a, b := balance(t, e.Store, n), balance(t, e.Store, n+1); a != 101 || b != 5 {
		t.Errorf("balances %d and %d, want 101 and 5", a, b)
	}
}

func testPanicsApart(t *testing.T, e env) {
	n := fresh()
	var mu sync.Mutex
	var alarms []error
	s := e.open(t, store.Options{OnAlarm: func(err error) {
		mu.Lock()
		defer mu.Unlock()
		alarms = append(alarms, err)
	}})
	var nothing map[string]int
	errs := together(t, s, n.Bucket(),
		deposit(n, 1),
		inOrder(deposit(n, 10), func(*store.Tx) error { panic("impossible") }),
		inOrder(deposit(n, 10), func(*store.Tx) error { nothing["x"] = 1; return nil }),
		deposit(n, 100),
	)
	for i, err := range errs {
		if want := i == 1 || i == 2; want != errors.Is(err, store.ErrPanic) || !want && err != nil {
			t.Errorf("function %d: %v", i, err)
		}
	}
	if got := balance(t, s, n); got != 101 {
		t.Errorf("balance %d, want 101", got)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(alarms) != 2 || !errors.Is(alarms[0], store.ErrPanic) || !slices.Contains(alarms, errs[1]) {
		t.Errorf("alarms: %v", alarms)
	}
}

// testDatabaseErrorsApart: what only the database can refuse fails the guilty
// alone. The memory engine has no such rules.
func testDatabaseErrorsApart(t *testing.T, e env) {
	n := fresh()
	var fns []func(tx *store.Tx) error
	guilty := map[int]bool{3: true, 10: true, 11: true}
	for i := range 16 {
		if guilty[i] {
			fns = append(fns, deposit(n+id.ID(i), -2_000_000))
			continue
		}
		fns = append(fns, deposit(n, 1))
	}
	for i, err := range together(t, e.Store, n.Bucket(), fns...) {
		if want := guilty[i] && !e.memory(); want != (err != nil) {
			t.Errorf("function %d: %v", i, err)
		}
	}
	if got := balance(t, e.Store, n); got != 13 {
		t.Errorf("balance %d, want 13", got)
	}
}

func testSub(t *testing.T, e env) {
	n := fresh()
	var hooks []string
	note := func(s string) func() { return func() { hooks = append(hooks, s) } }
	e.write(t, n, func(tx *store.Tx) error {
		tx.Committed(note("before"))
		if err := deposit(n, 1)(tx); err != nil {
			return err
		}
		err := tx.Sub(func() error {
			tx.Committed(note("taken back"))
			if err := inOrder(deposit(n, 10), deposit(n+1, 10))(tx); err != nil {
				return err
			}
			inner := tx.Sub(func() error { return deposit(n, 20)(tx) })
			if inner != nil {
				return inner
			}
			return errNo
		})
		if !errors.Is(err, errNo) && !tx.Missed() {
			t.Errorf("Sub returned %v", err)
		}
		err = tx.Sub(func() error {
			tx.Committed(note("kept"))
			inner := tx.Sub(func() error {
				if err := deposit(n+1, 1000)(tx); err != nil {
					return err
				}
				return errNo
			})
			if !errors.Is(inner, errNo) {
				return inner
			}
			return deposit(n, 100)(tx)
		})
		tx.Committed(note("after"))
		return err
	})
	if a, b := balance(t, e.Store, n), balance(t, e.Store, n+1); a != 101 || b != 0 {
		t.Errorf("balances %d and %d, want 101 and 0", a, b)
	}
	if want := []string{"before", "kept", "after"}; !slices.Equal(hooks, want) {
		t.Errorf("hooks %v, want %v", hooks, want)
	}
}

func testSubAdd(t *testing.T, e env) {
	n := fresh()
	add := func(tx *store.Tx, n id.ID) { accounts.Add(tx, account{key: keyOf(n), Balance: 1}) }
	e.write(t, n, func(tx *store.Tx) error { add(tx, n); return nil })
	// A failed Add inside Sub is Sub's error, and its alone.
	e.write(t, n, func(tx *store.Tx) error {
		_, _, err := accounts.Get(tx, keyOf(n))
		if err != nil {
			return err
		}
		err = tx.Sub(func() error { add(tx, n+1); add(tx, n); return nil })
		if !errors.Is(err, store.ErrExists) {
			t.Errorf("Sub returned %v, want ErrExists", err)
		}
		return tx.Sub(func() error { return nil })
	})
	if got := balance(t, e.Store, n+1); got != 0 {
		t.Error("what came before the failed Add in Sub was kept")
	}
	// Sub knows it even where what it did is taken back later, and Try too.
	e.write(t, n, func(tx *store.Tx) error {
		var inner error
		err := tx.Sub(func() error {
			inner = tx.Sub(func() error { add(tx, n); return nil })
			return errNo
		})
		if !tx.Missed() && (!errors.Is(inner, store.ErrExists) || !errors.Is(err, errNo)) {
			t.Errorf("the inner Sub returned %v, the outer %v", inner, err)
		}
		return nil
	})
	if err := e.Try(t.Context(), n.Bucket(), func(tx *store.Tx) error { add(tx, n); return nil }); !errors.Is(err, store.ErrExists) {
		t.Errorf("Try returned %v, want ErrExists", err)
	}
	// A failed Add outside of Sub fails the write, whatever Sub does later.
	err := e.Write(t.Context(), n.Bucket(), func(tx *store.Tx) error {
		if _, _, err := accounts.Get(tx, keyOf(n)); err != nil {
			return err
		}
		add(tx, n)
		if err := tx.Sub(func() error { add(tx, n+2); return nil }); err != nil {
			t.Errorf("Sub returned another's error: %v", err)
		}
		_ = tx.Sub(func() error { return errNo })
		return nil
	})
	if !errors.Is(err, store.ErrExists) {
		t.Errorf("the write returned %v, want ErrExists", err)
	}
	if got := balance(t, e.Store, n+2); got != 0 {
		t.Error("a write that failed left a row")
	}
}

func testHooks(t *testing.T, e env) {
	n := fresh()
	alarms := make(chan error, 10)
	s := e.open(t, store.Options{OnAlarm: func(err error) { alarms <- err }})
	ran := 0
	errs := together(t, s, n.Bucket(),
		func(tx *store.Tx) error {
			tx.Committed(func() { ran++ })
			return deposit(n, 1)(tx)
		},
		func(tx *store.Tx) error {
			tx.Committed(func() { t.Error("the hook of a failed write ran") })
			return errNo
		},
		func(tx *store.Tx) error {
			tx.Committed(func() { panic("a bad hook") })
			return deposit(n, 1)(tx)
		},
		deposit(n, 1),
	)
	if errs[0] != nil || !errors.Is(errs[1], errNo) || errs[2] != nil || errs[3] != nil {
		t.Errorf("errors: %v", errs)
	}
	if ran != 1 {
		t.Errorf("the hook ran %d times, want once", ran)
	}
	if err := <-alarms; !errors.Is(err, store.ErrPanic) {
		t.Errorf("alarm: %v", err)
	}
	if got := balance(t, s, n); got != 3 {
		t.Errorf("balance %d, want 3", got)
	}
}
