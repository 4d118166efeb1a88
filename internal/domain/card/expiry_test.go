package card

import (
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

	"guerdon/internal/base/instant"
)

// contract: S4-07
func TestExpiresAt(t *testing.T) {
	cases := []struct {
		day  instant.Day
		zone string
		want string
	}{
		{"2023-12-31", "UTC", "2023-12-31T23:59:59Z"},
		{"2024-02-28", "UTC", "2024-02-28T23:59:59Z"},
		{"2023-12-31", "Asia/Shanghai", "2023-12-31T15:59:59Z"},
		{"2024-03-10", "America/New_York", "2024-03-11T03:59:59Z"}, // a day of 23 hours
		{"2024-11-03", "America/New_York", "2024-11-04T04:59:59Z"}, // a day of 25 hours
	}
	for _, c := range cases {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ExpiresAt(c.day, zone)
		if err != nil || got.Time().Format(time.RFC3339) != c.want {
			t.Errorf("ExpiresAt(%s, %s) = %s, %v; want %s", c.day, c.zone, got.Time(), err, c.want)
		}
	}
	for _, day := range []instant.Day{"", "2023-02-29", "2023-1-1", "31.12.2023", "2023-12-31T00:00:00Z", "9999-12-31", "10000-01-01"} {
		if got, err := ExpiresAt(day, time.UTC); !errors.Is(err, ErrExpiryDate) {
			t.Errorf("ExpiresAt(%q) = %s, %v; want ErrExpiryDate", day, got.Time(), err)
		}
	}
}

func TestExpiredAfterTheLastSecond(t *testing.T) {
	at, err := ExpiresAt("2023-12-31", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		now  time.Time
		want bool
	}{
		{time.Date(2023, 1, 2, 14, 30, 0, 0, time.UTC), false},
		{time.Date(2023, 12, 31, 23, 59, 59, 0, time.UTC), false},
		{time.Date(2023, 12, 31, 23, 59, 59, 999_999_999, time.UTC), false},
		{time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), true},
	}
	for _, c := range cases {
		if got := Expired(at, instant.Of(c.now)); got != c.want {
			t.Errorf("Expired at %s is %v", c.now, got)
		}
	}
}
