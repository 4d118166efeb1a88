package job

import (
	"math/rand/v2"
	"time"
)

// Backoff is how long failed attempts wait: Min after the first, twice as
// long after each further one, up to Max; a random half of it is left out,
// so that jobs that failed together do not come back together.
type Backoff struct {
	Min time.Duration // default 1 s
	Max time.Duration // default 1 h
}

func (b Backoff) withDefaults() Backoff {
	if b.Min <= 0 {
		b.Min = time.Second
	}
	if b.Max <= 0 {
		b.Max = time.Hour
	}
	b.Max = max(b.Min, b.Max)
	return b
}

// after is the wait after the attempt-th attempt, from 1.
func (b Backoff) after(attempt int32, dice rand.Source) time.Duration {
	d := b.Min
	for i := int32(1); i < attempt && d < b.Max; i++ {
		d *= 2
	}
	half := min(d, b.Max) / 2
	return half + time.Duration(rand.New(dice).Int64N(int64(half)+1))
}
