package membership

import (
	"time"

	"guerdon/internal/base/instant"
)

// zone is where months are counted.
func zone() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }

// addMonths is the same time of day n calendar months later, on the last day
// of that month where it is too short.
func addMonths(at instant.Instant, n int) instant.Instant {
	t := at.Time().In(zone())
	year, month, day := t.Date()
	// Day 0 of the month after is the month's last.
	last := time.Date(year, month+time.Month(n)+1, 0, 0, 0, 0, 0, zone()).Day()
	hour, minute, second := t.Clock()
	return instant.Of(time.Date(year, month+time.Month(n), min(day, last), hour, minute, second, t.Nanosecond(), zone()))
}
