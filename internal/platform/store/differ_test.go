package store

import (
	"reflect"
	"slices"
	"testing"
	"unsafe"
)

// An update names the columns that changed, each kind of column.
func TestDiffer(t *testing.T) {
	type row struct {
		Small  int16  `db:"small"`
		Middle int32  `db:"middle"`
		Big    int64  `db:"big"`
		Yes    bool   `db:"yes"`
		Text   string `db:"text"`
		Bytes  []byte `db:"bytes"`
	}
	s := shapeOf(reflect.TypeFor[row]())
	names := func(a, b row) []string { return s.among(s.differ(unsafe.Pointer(&a), unsafe.Pointer(&b))).names() }
	one := row{1, 2, 3, true, "x", []byte("y")}
	for _, c := range []struct {
		change func(r *row)
		want   []string
	}{
		{func(*row) {}, []string{}},
		{func(r *row) { r.Bytes = []byte("y") }, []string{}},
		{func(r *row) { r.Small = 2 }, []string{"small"}},
		{func(r *row) { r.Middle, r.Big = 3, 4 }, []string{"middle", "big"}},
		{func(r *row) { r.Yes = false }, []string{"yes"}},
		{func(r *row) { r.Text, r.Bytes = "", nil }, []string{"text", "bytes"}},
	} {
		other := one
		c.change(&other)
		if got := names(one, other); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", other, got, c.want)
		}
	}
}
