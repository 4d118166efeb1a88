package store

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"
)

// Querier reads by SQL: a Store, or a View of one instant of it.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (Rows, error)
}

// Query runs a read-only statement with ? placeholders and returns its rows.
// The SQL must be portable between both engines.
func (s *Store) Query(ctx context.Context, sql string, args ...any) (Rows, error) {
	return s.engine.query(ctx, sql, plainAll(args))
}

// Select is Query into structs: the result's columns are matched with the
// `db` tags of T by name. T may also be an int64 or a string, for one column.
func Select[T any](ctx context.Context, q Querier, sql string, args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, q, func(v T) error { out = append(out, v); return nil }, sql, args...)
	return out, err
}

// SelectOne is Select for at most one row.
func SelectOne[T any](ctx context.Context, q Querier, sql string, args ...any) (v T, found bool, err error) {
	list, err := Select[T](ctx, q, sql, args...)
	if err != nil || len(list) == 0 {
		return v, false, err
	}
	return list[0], true, nil
}

// Each is Select without keeping the rows: for results of any length.
func Each[T any](ctx context.Context, q Querier, fn func(T) error, sql string, args ...any) error {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var v T
	dest, err := destinations(rows, &v)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if err := fn(v); err != nil {
			return err
		}
		var none T
		v = none
	}
	return rows.Err()
}

func destinations[T any](rows Rows, v *T) ([]any, error) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		return []any{field{kind: kindOf(t)}.pointer(unsafe.Pointer(v))}, nil
	}
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	s := shapeOf(t)
	dest := make([]any, len(names))
	for i, n := range names {
		f, ok := s.named(n)
		if !ok {
			return nil, fmt.Errorf("store: %s has no field for column %s", t, n)
		}
		dest[i] = f.pointer(unsafe.Pointer(v))
	}
	return dest, nil
}

func plainAll(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = plain(a)
	}
	return out
}

// plain turns named integer and string types into the drivers' own.
func plain(a any) any {
	v := reflect.ValueOf(a)
	switch v.Kind() {
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.String:
		return v.String()
	}
	return a
}
