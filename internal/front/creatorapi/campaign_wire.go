package creatorapi

import (
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/httpx"
)

// decimal is an amount with two digits as a number with at least one: 10.0.
type decimal amount.Amount

// MarshalJSON writes the number.
func (d decimal) MarshalJSON() ([]byte, error) {
	text := amount.Amount(d).Format(2)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return []byte(text), nil
}

// sentField is a field of a body, and whether it was sent.
type sentField struct {
	name string
	sent bool
}

// allSent is the fault of the first field that is missing.
func allSent(fields ...sentField) error {
	for _, f := range fields {
		if !f.sent {
			return errMissing.With("field", f.name)
		}
	}
	return nil
}

// fieldAmount reads an amount of a body; one that was not sent leaves nil.
func fieldAmount(name string, m httpx.Money, scale int) (*amount.Amount, error) {
	if !m.IsSet() {
		return nil, nil
	}
	a, err := m.Amount(scale)
	if err != nil {
		return nil, errField.With("field", name)
	}
	return &a, nil
}

// fieldTime is an instant of a body; one that was not sent is nil.
func fieldTime(t *wireTime) *instant.Instant {
	if t == nil || *t == 0 {
		return nil
	}
	i := instant.Instant(*t)
	return &i
}

// valueOr is what a pointer points to, or the other value.
func valueOr[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// counted is a number that only admins see.
func counted(c caller, n int64) *int64 {
	if !c.IsAdmin() {
		return nil
	}
	return &n
}
