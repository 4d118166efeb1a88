package bench

import (
	"context"
	"errors"
	"time"
)

// feed gives the next request of one connection. The bytes are used until
// the next call.
type feed func() []byte

// load is one measurement.
type load struct {
	addr        string
	connections int
	warmUp      time.Duration
	length      time.Duration
	feed        func(connection int) feed
	// refused counts what a successful answer refuses of what was asked:
	// the failed entries of an array. nil is none.
	refused func(body []byte) int
	entries int // that one request asks for
	meter   meter
}

// outcome is what a load did within its length.
type outcome struct {
	latency histogram // of successful answers
	entries int64     // done by them
	errors  map[string]int64
	took    time.Duration
	used    used
}

// run drives the load. The warm-up is not measured, but its errors are shown.
func (l *load) run(ctx context.Context) (*outcome, error) {
	from := time.Now().Add(l.warmUp)
	until := from.Add(l.length)
	g, err := newGenerator(l, from, until)
	if err != nil {
		return nil, err
	}
	done := make(chan error, 1)
	go func() { done <- g.run(ctx) }()
	used, err := l.measure(ctx, from, until)
	if err := errors.Join(err, <-done); err != nil {
		return nil, err
	}
	return &outcome{latency: g.latency, entries: g.entries, errors: g.errors, took: l.length, used: used}, nil
}

// measure reads the meter where the measured time begins and ends.
func (l *load) measure(ctx context.Context, from, until time.Time) (used, error) {
	if err := waitUntil(ctx, from); err != nil {
		return used{}, err
	}
	before, err := l.meter.read()
	if err != nil {
		return used{}, err
	}
	if err := waitUntil(ctx, until); err != nil {
		return used{}, err
	}
	after, err := l.meter.read()
	return after.since(before), err
}

func waitUntil(ctx context.Context, at time.Time) error {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
