package study

import (
	"time"

	"guerdon/internal/base/instant"
)

// Day is a calendar day in the project's zone, counted from 1970-01-01.
type Day int32

// DayOf is the day on which the instant lies in the zone.
func DayOf(at instant.Instant, zone *time.Location) Day {
	y, m, d := at.Time().In(zone).Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)
}

const secondsADay = 24 * 60 * 60

// String is the day as 2006-01-02.
func (d Day) String() string {
	return time.Unix(int64(d)*secondsADay, 0).UTC().Format(time.DateOnly)
}
