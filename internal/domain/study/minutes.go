package study

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"guerdon/internal/base/instant"
)

// span is the time of one session: so many minutes up to an instant.
type span struct {
	to      instant.Instant
	minutes int32
}

func (s span) from() instant.Instant { return s.to.Add(-time.Duration(s.minutes) * time.Minute) }

// spanSize is how many bytes a stored span has.
const spanSize = 12

// packSpans writes spans for a day's row.
func packSpans(list []span) []byte {
	out := make([]byte, 0, spanSize*len(list))
	for _, s := range list {
		out = binary.BigEndian.AppendUint64(out, uint64(s.to))
		out = binary.BigEndian.AppendUint32(out, uint32(s.minutes))
	}
	return out
}

// unpackSpans reads what packSpans wrote.
func unpackSpans(b []byte) []span {
	out := make([]span, 0, len(b)/spanSize+1)
	for ; len(b) >= spanSize; b = b[spanSize:] {
		out = append(out, span{instant.Instant(binary.BigEndian.Uint64(b)), int32(binary.BigEndian.Uint32(b[8:]))})
	}
	return out
}

// with is the day with one more session.
func (d dayRow) with(s span) dayRow { return d.of(append(unpackSpans(d.Spans), s)) }

// without is the day with one session less.
func (d dayRow) without(s span) dayRow {
	list := unpackSpans(d.Spans)
	i := slices.Index(list, s)
	if i < 0 {
		panic("study: a counted session that its day does not have")
	}
	return d.of(slices.Delete(list, i, i+1))
}

// of makes the day of these sessions: how many there are, and their minutes,
// what overlaps once, no more than a day has.
func (d dayRow) of(list []span) dayRow {
	slices.SortFunc(list, func(a, b span) int { return cmp.Or(cmp.Compare(a.from(), b.from()), cmp.Compare(a.to, b.to)) })
	d.Sessions, d.Spans = int32(len(list)), packSpans(list)
	d.Minutes = int32(min(union(list)/time.Minute, minutesADay))
	return d
}

// union is the time that the spans, which are in order, cover together.
func union(list []span) (total time.Duration) {
	var end instant.Instant
	for i, s := range list {
		from := s.from()
		if i > 0 {
			from = max(from, end)
		}
		if s.to > from {
			total += s.to.Sub(from)
		}
		if i == 0 || s.to > end {
			end = s.to
		}
	}
	return total
}
