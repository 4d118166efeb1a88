package store

import (
	"fmt"
	"reflect"
	"slices"
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

// only picks the fields of one kind.
func (s shape) only(k kind) shape {
	var out shape
	for _, f := range s {
		if f.kind == k {
			out = append(out, f)
		}
	}
	return out
}

// without leaves out the fields with these names.
func (s shape) without(names []string) shape {
	var out shape
	for _, f := range s {
		if !contains(names, f.name) {
			out = append(out, f)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// columns is a set of columns of a shape, a bit each.
type columns uint64

// columnsMax is how many columns a table can have beside its key.
const columnsMax = 64

// differ is the set of fields in which two structs of this shape differ.
func (s shape) differ(a, b unsafe.Pointer) (d columns) {
	for i, f := range s {
		if f.compare(a, b) != 0 {
			d |= 1 << i
		}
	}
	return d
}

// among picks the fields of a set.
func (s shape) among(d columns) shape {
	var out shape
	for i, f := range s {
		if d&(1<<i) != 0 {
			out = append(out, f)
		}
	}
	return out
}

// sort puts structs of this shape in order.
func (s shape) sort(list []unsafe.Pointer) {
	slices.SortFunc(list, s.compare)
}
