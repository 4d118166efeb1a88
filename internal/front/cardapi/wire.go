package cardapi

import (
	"bytes"
	"encoding/json"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/httpx"
)

// Faults of fields.
var (
	errMissing  = fault.New(fault.Invalid, "cardapi.field_missing", "A required field is missing.")
	errField    = fault.New(fault.Invalid, "cardapi.field_invalid", "A field is out of bounds.")
	errReadOnly = fault.New(fault.Invalid, "cardapi.field_read_only", "A field cannot be changed.")
)

// wireTime is an instant as 2023-01-01T00:00:00Z, or null.
type wireTime instant.Instant

// MarshalJSON writes the time.
func (t wireTime) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + instant.Instant(t).Time().Format(time.RFC3339) + `"`), nil
}

// wireID is an id, or null for none.
type wireID id.ID

// MarshalJSON writes the id.
func (i wireID) MarshalJSON() ([]byte, error) {
	if i == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(int64(i))
}

// object is a JSON object that is kept as it came, without its white space.
type object string

// UnmarshalJSON takes any object. Null leaves it unset.
func (o *object) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	if b[0] != '{' {
		return errField.With("field", "attributes")
	}
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		return err
	}
	*o = object(out.String())
	return nil
}

// MarshalJSON writes the object.
func (o object) MarshalJSON() ([]byte, error) { return []byte(o), nil }

// fields reads the object's fields, numbers as their text.
func (o object) fields() map[string]any {
	d := json.NewDecoder(bytes.NewReader([]byte(o)))
	d.UseNumber()
	out := map[string]any{}
	if d.Decode(&out) != nil {
		return nil
	}
	return out
}

// optional is a pointer to a field's value as T, nil where it was not given.
func optional[T ~string](text *string) *T {
	if text == nil {
		return nil
	}
	v := T(*text)
	return &v
}

// idOf reads a required id. Faults: errMissing, errField.
func idOf(i httpx.Int, field string) (id.ID, error) {
	if !i.Set {
		return 0, errMissing.With("field", field)
	}
	if i.Value < 1 {
		return 0, errField.With("field", field)
	}
	return id.ID(i.Value), nil
}

// required tells which of the fields is missing.
func required(fields ...field) error {
	for _, f := range fields {
		if !f.given {
			return errMissing.With("field", f.name)
		}
	}
	return nil
}

type field struct {
	name  string
	given bool
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
