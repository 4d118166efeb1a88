package store_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

var errCut = errors.New("cut")

// testUnknownOutcomes breaks commits before and after they take effect. What
// is answered is true in each case, and no function takes effect twice.
func testUnknownOutcomes(t *testing.T, e env) {
	t.Run("before", func(t *testing.T) {
		testBrokenCommit(t, e, func(func() error) error { return errCut })
	})
	t.Run("after", func(t *testing.T) {
		testBrokenCommit(t, e, func(commit func() error) error { return errors.Join(commit(), errCut) })
	})
	t.Run("at random", func(t *testing.T) { testCommitsBrokenAtRandom(t, e) })
	t.Run("never learned", func(t *testing.T) { testNeverLearned(t, e) })
}

func testBrokenCommit(t *testing.T, e env, broken func(commit func() error) error) {
	n := fresh()
	s := e.open(t, store.Options{})
	times := 0
	store.AroundCommitForTest(s, func(commit func() error) error {
		if times++; times == 1 {
			return broken(commit)
		}
		return commit()
	})
	errs := together(t, s, n.Bucket(), deposit(n, 1), inOrder(deposit(n, 1000), func(*store.Tx) error { return errNo }), deposit(n, 10))
	if errs[0] != nil || !errors.Is(errs[1], errNo) || errs[2] != nil {
		t.Errorf("errors: %v", errs)
	}
	if got := balance(t, s, n); got != 11 {
		t.Errorf("balance %d, want 11", got)
	}
	if got := s.Stats().Unknown; got != 1 {
		t.Errorf("%d unknown outcomes, want 1", got)
	}
}

func testCommitsBrokenAtRandom(t *testing.T, e env) {
	n := fresh()
	s := e.open(t, store.Options{BatchMax: 5})
	dice := rand.New(rand.NewPCG(1, 2))
	var mu sync.Mutex
	store.AroundCommitForTest(s, func(commit func() error) error {
		mu.Lock()
		roll := dice.IntN(6)
		mu.Unlock()
		switch roll {
		case 0:
			return errCut
		case 1:
			return errors.Join(commit(), errCut)
		}
		return commit()
	})
	const rows, callers, each = 3, 8, 20
	var all sync.WaitGroup
	for c := range callers {
		all.Go(func() {
			for i := range each {
				if err := s.Write(t.Context(), n.Bucket(), deposit(n+id.ID((c+i)%rows), 1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	sum := int64(0)
	for i := range id.ID(rows) {
		sum += balance(t, s, n+i)
	}
	if sum != callers*each {
		t.Errorf("sum %d, want %d", sum, callers*each)
	}
	if s.Stats().Unknown == 0 {
		t.Error("no commit was broken: the test proves nothing")
	}
}

// testNeverLearned: while an outcome cannot be learned it is not guessed.
func testNeverLearned(t *testing.T, e env) {
	n := fresh()
	alarms := make(chan error, 1)
	s := e.open(t, store.Options{RetryFor: 50 * time.Millisecond, OnAlarm: func(err error) { alarms <- err }})
	ran := 0
	store.AroundCommitForTest(s, func(commit func() error) error {
		if ran++; ran == 1 {
			return errors.Join(commit(), errCut)
		}
		return commit()
	})
	away := true
	store.BreakResolveForTest(s, func() error {
		if away {
			return errCut
		}
		return nil
	})
	errs := together(t, s, n.Bucket(), deposit(n, 1), inOrder(deposit(n, 1), func(*store.Tx) error { return errNo }))
	for i, err := range errs {
		if !errors.Is(err, store.ErrOutcomeUnknown) {
			t.Errorf("function %d: %v, want ErrOutcomeUnknown", i, err)
		}
	}
	if err := <-alarms; !errors.Is(err, store.ErrOutcomeUnknown) {
		t.Errorf("alarm: %v", err)
	}
	away = false
	write(t, s, n, deposit(n, 10))
	if got := balance(t, s, n); got != 11 {
		t.Errorf("balance %d, want 11", got)
	}
}
