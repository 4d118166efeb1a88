package store

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// pointer gives a *int64, *string … to the field of the struct at p, ready
// for Scan. The kind was checked when the table was declared.
func (f field) pointer(p unsafe.Pointer) any {
	q := unsafe.Add(p, f.offset)
	switch f.kind {
	case kindInt16:
		return (*int16)(q)
	case kindInt32:
		return (*int32)(q)
	case kindInt64:
		return (*int64)(q)
	case kindBool:
		return (*bool)(q)
	case kindText:
		return (*string)(q)
	default:
		return (*[]byte)(q)
	}
}

func (s shape) pointers(p unsafe.Pointer) []any {
	out := make([]any, len(s))
	for i, f := range s {
		out[i] = f.pointer(p)
	}
	return out
}

func at[T any](p unsafe.Pointer, f field) T { return *(*T)(unsafe.Add(p, f.offset)) }

// compare orders two structs of this shape field by field.
func (s shape) compare(a, b unsafe.Pointer) int {
	for _, f := range s {
		if c := f.compare(a, b); c != 0 {
			return c
		}
	}
	return 0
}

func (f field) compare(a, b unsafe.Pointer) int {
	switch f.kind {
	case kindInt16:
		return cmp.Compare(at[int16](a, f), at[int16](b, f))
	case kindInt32:
		return cmp.Compare(at[int32](a, f), at[int32](b, f))
	case kindInt64:
		return cmp.Compare(at[int64](a, f), at[int64](b, f))
	case kindBool:
		return cmp.Compare(number(at[bool](a, f)), number(at[bool](b, f)))
	case kindText:
		return strings.Compare(at[string](a, f), at[string](b, f))
	default:
		return bytes.Compare(at[[]byte](a, f), at[[]byte](b, f))
	}
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// copyFields copies fields of the same kinds between two structs.
func copyFields(dst unsafe.Pointer, to shape, src unsafe.Pointer, from shape) {
	for i, f := range to {
		d, s := unsafe.Add(dst, f.offset), unsafe.Add(src, from[i].offset)
		switch f.kind {
		case kindInt16:
			*(*int16)(d) = *(*int16)(s)
		case kindInt32:
			*(*int32)(d) = *(*int32)(s)
		case kindInt64:
			*(*int64)(d) = *(*int64)(s)
		case kindBool:
			*(*bool)(d) = *(*bool)(s)
		case kindText:
			*(*string)(d) = *(*string)(s)
		case kindBytes:
			*(*[]byte)(d) = *(*[]byte)(s)
		}
	}
}

// storable reports whether every engine can store these text fields: valid
// UTF-8 without NUL.
func (s shape) storable(p unsafe.Pointer) bool {
	for _, f := range s {
		if t := at[string](p, f); strings.IndexByte(t, 0) >= 0 || !utf8.ValidString(t) {
			return false
		}
	}
	return true
}

// blank makes empty byte columns nil, as a zero value is, whatever the
// engine returned.
func (s shape) blank(p unsafe.Pointer) {
	for _, f := range s {
		if q := (*[]byte)(unsafe.Add(p, f.offset)); len(*q) == 0 {
			*q = nil
		}
	}
}
