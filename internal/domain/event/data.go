package event

import "strconv"

// Number is a number as it was sent, in decimal digits.
type Number string

// Data is what an event says beside its time and subject, by name: strings,
// bools and Numbers. Anything else (lists, objects) is there as nil.
type Data map[string]any

// Text is a string of at most longest bytes. Faults: ErrData with the field.
func (d Data) Text(name string, longest int) (string, error) {
	s, ok := d[name].(string)
	if !ok || s == "" || len(s) > longest {
		return "", ErrData.With("field", name)
	}
	return s, nil
}

// Int is a whole number within lowest and highest.
// Faults: ErrData with the field.
func (d Data) Int(name string, lowest, highest int64) (int64, error) {
	text, ok := d[name].(Number)
	n, err := strconv.ParseInt(string(text), 10, 64)
	if !ok || err != nil || n < lowest || n > highest {
		return 0, ErrData.With("field", name)
	}
	return n, nil
}

// Bool is a truth value. Faults: ErrData with the field.
func (d Data) Bool(name string) (bool, error) {
	b, ok := d[name].(bool)
	if !ok {
		return false, ErrData.With("field", name)
	}
	return b, nil
}

// Has reports whether the field was sent, and not as null.
func (d Data) Has(name string) bool { return d[name] != nil }
