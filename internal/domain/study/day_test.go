package study_test

import (
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/study"
)

func TestASessionBelongsToTheLocalDayOnWhichItEnds(t *testing.T) {
	for _, c := range []struct{ zone, utc, day string }{
		{"Asia/Shanghai", "2025-09-03T15:59:59.999999Z", "2025-09-03"},
		{"Asia/Shanghai", "2025-09-03T16:00:00Z", "2025-09-04"},
		{"Asia/Shanghai", "2024-12-31T16:00:00Z", "2025-01-01"},
		{"Asia/Shanghai", "2024-02-28T16:00:00Z", "2024-02-29"},
		{"America/New_York", "2025-03-09T04:59:59Z", "2025-03-08"}, // the clocks go forward on the 9th
		{"America/New_York", "2025-03-09T05:00:00Z", "2025-03-09"},
		{"America/New_York", "2025-03-10T03:59:59Z", "2025-03-09"},
		{"America/New_York", "2025-03-10T04:00:00Z", "2025-03-10"},
		{"America/New_York", "2025-11-02T04:00:00Z", "2025-11-02"}, // and back on the 2nd
		{"America/New_York", "2025-11-03T04:59:59Z", "2025-11-02"},
		{"America/New_York", "2025-11-03T05:00:00Z", "2025-11-03"},
	} {
		at, err := time.Parse(time.RFC3339Nano, c.utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := study.DayOf(instant.Of(at), zoneOf(t, c.zone)).String(); got != c.day {
			t.Errorf("%s in %s is on %s, want %s", c.utc, c.zone, got, c.day)
		}
	}
}

func TestDaysFollowEachOther(t *testing.T) {
	zone := zoneOf(t, "America/New_York")
	at := time.Date(2024, 1, 1, 12, 0, 0, 0, zone)
	for last := study.DayOf(instant.Of(at), zone); at.Year() < 2026; at = at.AddDate(0, 0, 1) {
		day := study.DayOf(instant.Of(at), zone)
		if day != last || day.String() != at.Format(time.DateOnly) {
			t.Fatalf("%s is day %d (%s), after %d", at, day, day, last-1)
		}
		last++
	}
}
