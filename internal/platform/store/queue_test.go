package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// testOrder: writes of one route run in the order in which they came.
func testOrder(t *testing.T, e env) {
	n := fresh()
	var order []int
	var fns []func(tx *store.Tx) error
	for i := range 20 {
		fns = append(fns, func(tx *store.Tx) error {
			tx.Committed(func() { order = append(order, i) })
			return deposit(n+id.ID(i%3), 1)(tx)
		})
	}
	noErrors(t, together(t, e.Store, n.Bucket(), fns...))
	if len(order) != len(fns) || !slices.IsSorted(order) {
		t.Errorf("committed in the order %v", order)
	}
}

func testCancelled(t *testing.T, e env) {
	n := fresh()
	never := func(*store.Tx) error { t.Error("a cancelled write ran"); return nil }
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Write(cancelled, n.Bucket(), never); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	// While it waits.
	release := hold(t, e.Store, n.Bucket())
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- e.Write(ctx, n.Bucket(), never) }()
	eventually(t, func() bool { return store.QueuedForTest(e.Store, n.Bucket()) == 1 })
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled in the queue: %v", err)
	}
	release()
	// While it runs: the answer is what became of it.
	for _, want := range []error{nil, errNo} {
		ctx, cancel := context.WithCancel(t.Context())
		err := e.Write(ctx, n.Bucket(), inOrder(deposit(n, 1), func(*store.Tx) error { cancel(); return want }))
		if !errors.Is(err, want) {
			t.Errorf("cancelled while running: %v, want %v", err, want)
		}
	}
	if got := balance(t, e.Store, n); got != 1 {
		t.Errorf("balance %d, want 1", got)
	}
	// It runs for longer than anybody waits: then nobody says what became of it.
	s := e.open(t, store.Options{RetryFor: 20 * time.Millisecond})
	ctx, cancel = context.WithCancel(t.Context())
	let := make(chan struct{})
	err := s.Write(ctx, n.Bucket(), func(*store.Tx) error {
		cancel()
		go func() { done <- s.Write(context.Background(), n.Bucket(), func(*store.Tx) error { return errNo }) }()
		<-let
		return nil
	})
	if !errors.Is(err, store.ErrOutcomeUnknown) {
		t.Errorf("cancelled while running for long: %v, want ErrOutcomeUnknown", err)
	}
	close(let)
	if err := <-done; !errors.Is(err, errNo) {
		t.Errorf("the write after it: %v", err)
	}
}

func testBusy(t *testing.T, e env) {
	n := fresh()
	s := e.open(t, store.Options{QueueMax: 3})
	release := hold(t, s, n.Bucket())
	done := make(chan error, 3)
	for i := range 3 {
		go func() { done <- s.Write(t.Context(), n.Bucket(), deposit(n, 1)) }()
		eventually(t, func() bool { return store.QueuedForTest(s, n.Bucket()) == i+1 })
	}
	err := s.Write(t.Context(), n.Bucket(), deposit(n, 100))
	if !errors.Is(err, store.ErrBusy) || fault.Of(err).Params["retry_after_seconds"] != 1 {
		t.Errorf("the fourth in a queue of three: %v", err)
	}
	release()
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	write(t, s, n, deposit(n, 10))
	if got := balance(t, s, n); got != 13 {
		t.Errorf("balance %d, want 13", got)
	}
}

func testClose(t *testing.T, e env) {
	n := fresh()
	s := e.open(t, store.Options{})
	release := hold(t, s, n.Bucket())
	committed := 0
	done := make(chan error, 5)
	for i := range 5 {
		go func() {
			done <- s.Write(t.Context(), n.Bucket(), func(tx *store.Tx) error {
				tx.Committed(func() { committed++ })
				return deposit(n, 1)(tx)
			})
		}()
		eventually(t, func() bool { return store.QueuedForTest(s, n.Bucket()) == i+1 })
	}
	closed := make(chan struct{}, 2)
	for range 2 {
		go func() { s.Close(); closed <- struct{}{} }()
	}
	eventually(t, func() bool { return errors.Is(s.Ping(t.Context()), store.ErrClosed) })
	if err := s.Write(t.Context(), n.Bucket(), deposit(n, 100)); !errors.Is(err, store.ErrClosed) {
		t.Errorf("a write after Close: %v", err)
	}
	select {
	case <-closed:
		t.Error("Close did not wait for the writes that it took")
	default:
	}
	release()
	for range 5 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	<-closed
	<-closed
	if committed != 5 {
		t.Errorf("%d writes committed, want 5", committed)
	}
	if got := balance(t, e.Store, n); got != 5 && !e.memory() {
		t.Errorf("balance %d, want 5", got)
	}
}

func testPing(t *testing.T, e env) {
	if err := e.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func testSweep(t *testing.T, e env) {
	n := fresh()
	now := instant.Of(time.Unix(1000, 0))
	s := e.open(t, store.Options{Now: func() instant.Instant { return now }})
	for range 3 {
		write(t, s, n, deposit(n, 1))
	}
	sweep := func(limit int) int64 {
		t.Helper()
		swept, err := s.SweepMarkers(t.Context(), now.Add(time.Hour), limit)
		if err != nil {
			t.Fatal(err)
		}
		return swept
	}
	if got := sweep(10); got != 0 {
		t.Errorf("swept %d markers that may still be looked up", got)
	}
	now = now.Add(time.Hour)
	// One engine keeps a marker a flush, another the last of a session.
	if first, second, third := sweep(1), sweep(10), sweep(10); first != 1 || second > 2 || third != 0 {
		t.Errorf("swept %d, %d, %d, want 1, at most 2, 0", first, second, third)
	}
	write(t, s, n, deposit(n, 1))
}
