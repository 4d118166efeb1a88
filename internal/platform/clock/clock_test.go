package clock_test

import (
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/clock"
)

func TestSystemIsBetweenTwoReadingsOfTheMachine(t *testing.T) {
	before := instant.Of(time.Now())
	now := clock.System{}.Now()
	if after := instant.Of(time.Now()); now < before || now > after {
		t.Fatalf("now %d is not within [%d, %d]", now, before, after)
	}
}

func TestManualMovesOnlyWhenTold(t *testing.T) {
	m := clock.NewManual(1_000_000)
	if a, b := m.Now(), m.Now(); a != b || a != 1_000_000 {
		t.Fatalf("moved by itself: %d, %d", a, b)
	}
	if got := m.Advance(time.Second); got != 2_000_000 || m.Now() != got {
		t.Fatalf("advance: got %d, stands at %d", got, m.Now())
	}
	if m.Advance(-3 * time.Second); m.Now() != -1_000_000 {
		t.Fatalf("back: %d", m.Now())
	}
	if m.Set(7); m.Now() != 7 {
		t.Fatalf("set: %d", m.Now())
	}
}

func TestManualLosesNoConcurrentAdvance(t *testing.T) {
	var m clock.Manual
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { m.Advance(time.Microsecond) })
	}
	wg.Wait()
	if m.Now() != 50 {
		t.Fatalf("stands at %d, want 50", m.Now())
	}
}
