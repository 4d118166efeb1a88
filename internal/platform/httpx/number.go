package httpx

import (
	"encoding/json"
	"reflect"
	"strconv"

	"guerdon/internal/base/amount"
)

// Int is an integer field of a body: a JSON number without fraction or
// exponent, within int64. A missing or null field leaves it unset.
type Int struct {
	Value int64
	Set   bool
}

// UnmarshalJSON reads the number.
func (i *Int) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return &json.UnmarshalTypeError{Value: kindOf(b), Type: reflect.TypeFor[int64]()}
	}
	i.Value, i.Set = n, true
	return nil
}

// Or is the value, or absent where the field was not given.
func (i Int) Or(absent int64) int64 {
	if i.Set {
		return i.Value
	}
	return absent
}

// moneyMax bounds the text of an amount; amount.Parse takes no more.
const moneyMax = 40 // characters

// Money is an amount field of a body, kept as the text it was sent in: a
// JSON number, or a string of one. A missing or null field leaves it "".
type Money string

// UnmarshalJSON keeps the text.
func (m *Money) UnmarshalJSON(b []byte) error {
	text := b
	if len(b) >= 2 && b[0] == '"' {
		text = b[1 : len(b)-1]
	}
	if string(b) == "null" {
		return nil
	}
	if len(text) == 0 || len(text) > moneyMax || (text[0] != '-' && (text[0] < '0' || text[0] > '9')) {
		return &json.UnmarshalTypeError{Value: kindOf(b), Type: reflect.TypeFor[Money]()}
	}
	*m = Money(text)
	return nil
}

// IsSet reports whether the field was given.
func (m Money) IsSet() bool { return m != "" }

// Amount is the value in minor units of an asset with this scale.
// Faults: amount.ErrInvalid, amount.ErrOverflow.
func (m Money) Amount(scale int) (amount.Amount, error) { return amount.Parse(string(m), scale) }

// Decimal writes an amount as a bare JSON number, shortest and exact.
func Decimal(a amount.Amount, scale int) json.Number { return json.Number(a.Format(scale)) }

// kindOf names the JSON kind of a value for an error's cause.
func kindOf(b []byte) string {
	switch {
	case len(b) == 0:
		return "nothing"
	case b[0] == '"':
		return "string"
	case b[0] == '{':
		return "object"
	case b[0] == '[':
		return "array"
	case b[0] == 't' || b[0] == 'f':
		return "bool"
	}
	return "number"
}
