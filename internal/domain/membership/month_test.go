package membership_test

import (
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/membership"
)

func at(t *testing.T, text string) instant.Instant {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02T15:04:05", text, time.FixedZone("UTC+8", 8*60*60))
	if err != nil {
		t.Fatal(err)
	}
	return instant.Of(v)
}

func TestMonthsAreCalendarMonthsInBeijing(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-22T10:00:00", 1, "2026-02-22T10:00:00"},
		{"2026-01-31T10:00:00", 1, "2026-02-28T10:00:00"},
		{"2028-01-31T10:00:00", 1, "2028-02-29T10:00:00"}, // a leap year
		{"2028-01-30T10:00:00", 1, "2028-02-29T10:00:00"},
		{"2028-02-29T10:00:00", 12, "2029-02-28T10:00:00"},
		{"2027-02-28T10:00:00", 12, "2028-02-28T10:00:00"}, // not the 29th
		{"2026-02-28T10:00:00", 1, "2026-03-28T10:00:00"},  // the day of the end counts, not of the beginning
		{"2026-03-31T23:59:59", 1, "2026-04-30T23:59:59"},
		{"2026-08-31T00:00:00", 3, "2026-11-30T00:00:00"},
		{"2026-11-30T12:00:00", 3, "2027-02-28T12:00:00"},
		{"2026-12-31T12:00:00", 1, "2027-01-31T12:00:00"}, // over the year's end
		{"2026-12-31T12:00:00", 3, "2027-03-31T12:00:00"},
		{"2026-01-01T03:00:00", 12, "2027-01-01T03:00:00"}, // in UTC it is still December
		{"2100-01-31T10:00:00", 1, "2100-02-28T10:00:00"},  // a century that is no leap year
	} {
		if got := membership.AddMonths(at(t, c.from), c.months); got != at(t, c.want) {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.months, got.Time(), c.want)
		}
	}
}
