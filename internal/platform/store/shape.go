package store

import (
	"fmt"
	"reflect"
	"unsafe"
)

// kind is a column's storage class. There are no nulls: a zero value means
// "none", so that rows are plain structs and compare as values.
type kind uint8

const (
	kindInt16 kind = iota
	kindInt32
	kindInt64
	kindBool
	kindText
	kindBytes
)

// field is one struct field that is a column.
type field struct {
	name   string
	kind   kind
	offset uintptr
}

// shape is how a struct lies in memory, field by field, in order.
type shape []field

// shapeOf reads the `db:"column"` tags of a struct type once, when its table
// is declared. Embedded structs (a key inside its row) are flattened.
func shapeOf(t reflect.Type) shape { return appendShape(nil, t, 0) }

func appendShape(s shape, t reflect.Type, base uintptr) shape {
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("db")
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			s = appendShape(s, f.Type, base+f.Offset)
		case name != "":
			s = append(s, field{name: name, kind: kindOf(f.Type), offset: base + f.Offset})
		}
	}
	return s
}

func kindOf(t reflect.Type) kind {
	switch t.Kind() {
	case reflect.Int16:
		return kindInt16
	case reflect.Int32:
		return kindInt32
	case reflect.Int64, reflect.Int:
		return kindInt64
	case reflect.Bool:
		return kindBool
	case reflect.String:
		return kindText
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return kindBytes
		}
	}
	panic(fmt.Sprintf("store: no column kind for %s", t))
}

// columns picks the shape's fields by name, in the order of names.
func (s shape) columns(names []string) shape {
	out := make(shape, len(names))
	for i, n := range names {
		f, ok := s.named(n)
		if !ok {
			panic("store: no column " + n)
		}
		out[i] = f
	}
	return out
}

func (s shape) named(name string) (field, bool) {
	for _, f := range s {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

func (s shape) names() []string {
	out := make([]string, len(s))
	for i, f := range s {
		out[i] = f.name
	}
	return out
}

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

// value reads the field of the struct at p as a driver value.
func (f field) value(p unsafe.Pointer) any {
	q := unsafe.Add(p, f.offset)
	switch f.kind {
	case kindInt16:
		return int64(*(*int16)(q))
	case kindInt32:
		return int64(*(*int32)(q))
	case kindInt64:
		return *(*int64)(q)
	case kindBool:
		return *(*bool)(q)
	case kindText:
		return *(*string)(q)
	default:
		if b := *(*[]byte)(q); b != nil {
			return b
		}
		return []byte{}
	}
}

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
	switch x, y := f.value(a), f.value(b); v := x.(type) {
	case int64:
		return order(v, y.(int64))
	case string:
		return order(v, y.(string))
	case []byte:
		return order(string(v), string(y.([]byte)))
	case bool:
		if v == y.(bool) {
			return 0
		}
		if v {
			return 1
		}
		return -1
	}
	return 0
}

func order[T int64 | string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
