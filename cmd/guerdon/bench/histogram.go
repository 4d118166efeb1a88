package bench

import (
	"math"
	"math/bits"
	"time"
)

const (
	histogramBits = 6  // a bucket is at most 1/64 of its value wide
	histogramMax  = 37 // durations from 2^37 ns (137 s) on share the last bucket

	histogramFine = 1 << histogramBits
	histogramSize = (histogramMax - histogramBits + 1) * histogramFine
)

// histogram counts durations in logarithmic buckets. Adding allocates
// nothing. It is for one goroutine.
type histogram struct {
	counts [histogramSize]uint64
	n      uint64
	max    time.Duration
}

func (h *histogram) add(d time.Duration) {
	h.counts[bucketOf(d)]++
	h.n++
	h.max = max(h.max, d)
}

func (h *histogram) merge(other *histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.n += other.n
	h.max = max(h.max, other.max)
}

// quantile is the duration that a share q of all do not exceed, exact to the
// width of a bucket; 0 where there are none.
func (h *histogram) quantile(q float64) time.Duration {
	rank := uint64(math.Ceil(q * float64(h.n)))
	seen := uint64(0)
	for i, n := range h.counts {
		seen += n
		if seen >= rank && n > 0 {
			return min(middleOf(i), h.max)
		}
	}
	return 0
}

// bucketOf numbers the buckets: one a nanosecond up to 128, then 64 for each
// doubling.
func bucketOf(d time.Duration) int {
	v := uint64(max(d, 0))
	if v >= 1<<histogramMax {
		return histogramSize - 1
	}
	shift := max(bits.Len64(v)-1-histogramBits, 0)
	return shift<<histogramBits + int(v>>shift)
}

// middleOf is the middle of a bucket.
func middleOf(i int) time.Duration {
	if i < 2*histogramFine {
		return time.Duration(i)
	}
	shift := i>>histogramBits - 1
	low := (i&(histogramFine-1) | histogramFine) << shift
	return time.Duration(low + 1<<shift/2)
}
