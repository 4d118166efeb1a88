package card

import (
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
)

// ErrExpiryDate is an expiry date that is no day of the calendar.
var ErrExpiryDate = fault.New(fault.Invalid, "card.expiry_date_invalid", "The expiry date is a day written as 2023-12-31.")

// ExpiresAt is the beginning of the last second in which a card that expires
// on day can be used: 2023-12-31T23:59:59Z for 2023-12-31 in UTC.
// Fault: ErrExpiryDate. contract: S4-07
func ExpiresAt(day instant.Day, zone *time.Location) (instant.Instant, error) {
	if _, err := day.Start(time.UTC); err != nil {
		return 0, ErrExpiryDate.Because(err)
	}
	next, err := day.AddDays(1).Start(zone)
	if err != nil {
		return 0, ErrExpiryDate.Because(err)
	}
	return next.Add(-time.Second), nil
}

// Expired reports whether the second that began at expiresAt is over.
func Expired(expiresAt, now instant.Instant) bool {
	return now >= expiresAt.Add(time.Second)
}
