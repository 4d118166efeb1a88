package store

import (
	"context"

	"guerdon/internal/base/id"
)

// Reap deletes those of the rows with these keys for which due still holds
// once they are locked, in one write, and returns how many keys it was given.
// Sweeping jobs find keys by a query and reap them a chunk at a time.
func (t *Table[K, R]) Reap(ctx context.Context, s *Store, route id.Bucket, keys []K, due func(R) bool) (int, error) {
	if len(keys) == 0 {
		return 0, nil
	}
	return len(keys), s.Write(ctx, route, func(tx *Tx) error {
		t.Want(tx, keys...)
		for _, k := range keys {
			row, found, err := t.Get(tx, k)
			if err != nil {
				return err
			}
			if found && due(row) {
				t.Delete(tx, k)
			}
		}
		return nil
	})
}
