package creatorapi

import (
	"encoding/json"
	"strings"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
)

// Faults of fields.
var (
	errMissing = fault.New(fault.Invalid, "creatorapi.field_missing", "A required field is missing.")
	errField   = fault.New(fault.Invalid, "creatorapi.field_invalid", "A field is out of bounds.")
)

// beijing is the zone of every time, in and out.
var beijing = time.FixedZone("UTC+8", 8*60*60)

const timeLayout = "2006-01-02T15:04:05"

// wireTime is an instant as 2026-01-22T10:00:00, or null.
type wireTime instant.Instant

// MarshalJSON writes the time.
func (t wireTime) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + instant.Instant(t).Time().In(beijing).Format(timeLayout) + `"`), nil
}

// UnmarshalJSON reads a time without a zone, or with one. Null leaves it
// unset.
func (t *wireTime) UnmarshalJSON(b []byte) error {
	var text string
	if string(b) == "null" {
		return nil
	}
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	for _, layout := range []string{timeLayout, time.RFC3339, "2006-01-02 15:04:05"} {
		if at, err := time.ParseInLocation(layout, strings.TrimSpace(text), beijing); err == nil && at.Year() >= 1970 && at.Year() < 10_000 {
			*t = wireTime(instant.Of(at))
			return nil
		}
	}
	return errField.With("field", "time").With("format", timeLayout)
}

// yuan is an amount in fen as CNY with two decimals.
type yuan amount.Amount

// MarshalJSON writes the amount as a number: 10.00.
func (y yuan) MarshalJSON() ([]byte, error) {
	n, sign := int64(y), ""
	if n < 0 {
		n, sign = -n, "-"
	}
	whole, _ := json.Marshal(n / 100)
	return []byte(sign + string(whole) + "." + string('0'+rune(n/10%10)) + string('0'+rune(n%10))), nil
}

// text is a string, or null for "".
type text string

// MarshalJSON writes the string.
func (t text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}
