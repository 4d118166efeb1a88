package study

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// A set of days is the days that were put into it an odd number of times, and
// has one form, however it came about.
func TestSetsOfDays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		day := rapid.Custom(func(rt *rapid.T) Day {
			return rapid.SampledFrom([]Day{-1, 0, 20_000}).Draw(rt, "about") + Day(rapid.IntRange(-20, 20).Draw(rt, "day"))
		})
		model := map[Day]bool{}
		var set daySet
		for _, d := range rapid.SliceOf(day).Draw(rt, "days") {
			before := bytes.Clone(set)
			next := set.flipped(d)
			if !bytes.Equal(before, set) {
				rt.Fatal("a set was changed in place")
			}
			set, model[d] = next, !model[d]
		}
		var again daySet
		for d := Day(20_030); d > -30; d-- {
			if set.has(d) != model[d] {
				rt.Fatalf("day %d: %t", d, set.has(d))
			}
			if model[d] {
				again = again.flipped(d)
			}
		}
		if !bytes.Equal(set, again) {
			rt.Fatalf("%x, and the same set is %x", set, again)
		}
		d := day.Draw(rt, "asked for")
		before, after := int32(0), int32(0)
		for before < daysInARowMax && model[d-Day(before)] {
			before++
		}
		for after < daysInARowMax-1 && model[d+Day(after)+1] {
			after++
		}
		if set.run(d) != before || set.after(d) != after {
			rt.Fatalf("%d days end with %d and %d follow it, want %d and %d", set.run(d), d, set.after(d), before, after)
		}
	})
}

// A run is counted up to a year.
func TestRunsHaveAnEnd(t *testing.T) {
	var set daySet
	for d := range Day(1000) {
		set = set.flipped(d)
	}
	for d, want := range map[Day][2]int32{0: {1, 365}, 365: {366, 365}, 600: {366, 365}, 990: {366, 9}, 999: {366, 0}, 1000: {0, 0}, -1: {0, 365}} {
		if got := [2]int32{set.run(d), set.after(d)}; got != want {
			t.Errorf("day %d: %v, want %v", d, got, want)
		}
	}
	if n := len(set); n != 129 {
		t.Errorf("a thousand days take %d bytes", n)
	}
}
