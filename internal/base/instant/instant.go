// Package instant is the project's point in time: microseconds since the
// Unix epoch, UTC, as stored in every table. The zero Instant means "none".
package instant

import "time"

// Instant counts microseconds since 1970-01-01T00:00:00Z.
type Instant int64

// Of converts a time, dropping what is finer than a microsecond.
func Of(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time converts back, in UTC.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// IsZero reports whether i means "none".
func (i Instant) IsZero() bool { return i == 0 }

// Add moves i by d.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Microseconds()) }

// Sub is the duration from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Microsecond }

// Day is a calendar day in some zone, written 2006-01-02. The zero Day is "".
type Day string

// DayIn tells on which calendar day of zone the instant lies.
func (i Instant) DayIn(zone *time.Location) Day {
	return Day(i.Time().In(zone).Format(time.DateOnly))
}

// Start is the first instant of the day in zone. Where a daylight-saving
// change skips midnight, it is the first instant that exists.
func (d Day) Start(zone *time.Location) (Instant, error) {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return 0, err
	}
	if t.Format(time.DateOnly) != string(d) {
		// West of UTC a skipped midnight is read as an hour before it.
		_, t = t.ZoneBounds()
	}
	return Of(t), nil
}

// AddDays is the calendar day n days later; daylight saving does not matter.
func (d Day) AddDays(n int) Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return Day(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// ISOWeekStart is the Monday of the day's ISO week.
func (d Day) ISOWeekStart() Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return d.AddDays(-((int(t.Weekday()) + 6) % 7))
}
