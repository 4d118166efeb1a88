package bench

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// durations are anything that a histogram tells apart.
func durations() *rapid.Generator[time.Duration] {
	return rapid.Custom(func(t *rapid.T) time.Duration {
		bits := rapid.IntRange(0, histogramMax-1).Draw(t, "bits")
		return time.Duration(rapid.Int64Range(0, 1<<bits).Draw(t, "ns"))
	})
}

func TestBucketsKeepTheOrderAndTheirWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := durations().Draw(t, "a"), durations().Draw(t, "b")
		if a < b && bucketOf(a) > bucketOf(b) {
			t.Fatalf("%d is in a later bucket than %d", a, b)
		}
		if off := middleOf(bucketOf(a)) - a; off.Abs() > a/histogramFine {
			t.Fatalf("%d is shown as %d", a, middleOf(bucketOf(a)))
		}
	})
}

func TestEveryBucketIsUsed(t *testing.T) {
	for i := range histogramSize {
		if got := bucketOf(middleOf(i)); got != i {
			t.Fatalf("the middle of bucket %d is in bucket %d", i, got)
		}
	}
	for _, d := range []time.Duration{1 << histogramMax, 1<<63 - 1} {
		if got := bucketOf(d); got != histogramSize-1 {
			t.Errorf("%d is in bucket %d", d, got)
		}
	}
	if bucketOf(-1) != 0 {
		t.Error("a negative duration has no bucket")
	}
}

func TestQuantilesAreThoseOfTheSortedValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(durations(), 1, 300).Draw(t, "durations")
		q := rapid.SampledFrom([]float64{0.01, 0.5, 0.9, 0.99, 1}).Draw(t, "q")
		var parts [2]histogram
		for i, d := range list {
			parts[i%2].add(d)
		}
		parts[0].merge(&parts[1])
		slices.Sort(list)
		want := list[max(0, (len(list)*int(q*100)+99)/100-1)]
		if got := parts[0].quantile(q); (got - want).Abs() > want/histogramFine {
			t.Fatalf("quantile %g of %v is %v, want %v", q, list, got, want)
		}
		if parts[0].max != list[len(list)-1] || parts[0].n != uint64(len(list)) {
			t.Fatalf("max %v and count %d of %v", parts[0].max, parts[0].n, list)
		}
	})
}

func TestAnEmptyHistogram(t *testing.T) {
	var h histogram
	if h.quantile(0.5) != 0 {
		t.Error("it has a median")
	}
}

func TestAddingAllocatesNothing(t *testing.T) {
	var h histogram
	if n := testing.AllocsPerRun(100, func() { h.add(time.Millisecond) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}
