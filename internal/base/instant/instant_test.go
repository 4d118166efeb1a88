package instant_test

import (
	"testing"
	"time"

	"guerdon/internal/base/instant"
)

func TestDaysBeginAtMidnightOfTheZone(t *testing.T) {
	for _, c := range []struct{ zone, day, start string }{
		{"Asia/Shanghai", "2026-01-22", "2026-01-21T16:00:00Z"},
		{"America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"}, // 23 hours long
		{"America/New_York", "2026-03-09", "2026-03-09T04:00:00Z"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"}, // midnight is skipped
		{"UTC", "1970-01-01", "1970-01-01T00:00:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		start, err := instant.Day(c.day).Start(zone)
		if got := start.Time().Format(time.RFC3339); err != nil || got != c.start {
			t.Errorf("%s in %s starts at %s, %v; want %s", c.day, c.zone, got, err, c.start)
		}
		if start.DayIn(zone) != instant.Day(c.day) {
			t.Errorf("%s in %s: its start lies on %s", c.day, c.zone, start.DayIn(zone))
		}
		if before := start.Add(-time.Microsecond).DayIn(zone); before >= instant.Day(c.day) {
			t.Errorf("%s in %s: a microsecond before it is %s", c.day, c.zone, before)
		}
	}
}

func TestDayArithmetic(t *testing.T) {
	if got := instant.Day("2026-02-28").AddDays(1); got != "2026-03-01" {
		t.Error(got)
	}
	for day, monday := range map[instant.Day]instant.Day{"2026-11-21": "2026-11-16", "2026-11-16": "2026-11-16", "2026-11-22": "2026-11-16", "2027-01-01": "2026-12-28"} {
		if got := day.ISOWeekStart(); got != monday {
			t.Errorf("the week of %s begins on %s, want %s", day, got, monday)
		}
	}
	if _, err := instant.Day("2026-13-01").Start(time.UTC); err == nil {
		t.Error("a month 13 was read")
	}
}
