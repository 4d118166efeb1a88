package print

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// pendingPerWorker is how far workers may run ahead of the writer.
const pendingPerWorker = 4

type outcome[Out any] struct {
	out Out
	err error
}

type task[In, Out any] struct {
	in   In
	done chan outcome[Out] // holds one, so that a worker never waits
}

// inOrder gives every item of source to one of several workers and every
// result, in the order of the source, to emit. newWorker is called once a
// worker: what it returns may keep buffers. source and emit run on the
// caller's goroutine. The first error of anybody, or the end of ctx, ends it.
func inOrder[In, Out any](ctx context.Context, source iter.Seq2[In, error], newWorker func() func(In) (Out, error), emit func(Out) error) error {
	workers := runtime.GOMAXPROCS(0)
	window := workers * pendingPerWorker
	tasks := make(chan task[In, Out], window)
	var running sync.WaitGroup
	defer running.Wait()
	defer close(tasks)
	for range workers {
		running.Go(func() { serve(ctx, tasks, newWorker()) })
	}
	var pending []chan outcome[Out]
	emitOldest := func() error {
		o := <-pending[0]
		pending = pending[1:]
		if o.err != nil {
			return o.err
		}
		return emit(o.out)
	}
	for in, err := range source {
		if err != nil {
			return err
		}
		if len(pending) == window {
			if err := emitOldest(); err != nil {
				return err
			}
		}
		t := task[In, Out]{in, make(chan outcome[Out], 1)}
		tasks <- t
		pending = append(pending, t.done)
	}
	for len(pending) > 0 {
		if err := emitOldest(); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// serve works until there are no more tasks; once ctx has ended it only
// answers them.
func serve[In, Out any](ctx context.Context, tasks <-chan task[In, Out], work func(In) (Out, error)) {
	for t := range tasks {
		var o outcome[Out]
		if o.err = ctx.Err(); o.err == nil {
			o.out, o.err = work(t.in)
		}
		t.done <- o
	}
}

// counted checks every card and ends the sequence with ErrTooMany after the
// CardsMax-th.
func counted(cards iter.Seq2[Card, error]) iter.Seq2[Card, error] {
	return func(yield func(Card, error) bool) {
		n := 0
		for c, err := range cards {
			if err == nil {
				err = c.check()
			}
			if n++; err == nil && n > CardsMax {
				err = ErrTooMany
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}
