package creation

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check holds every creation's fields to its type.
func Check() verify.Check {
	type row struct {
		ID   id.ID  `db:"id"`
		What string `db:"what"`
	}
	return verify.Check{
		Name: "creation",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM creation")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return store.Each(ctx, s, func(c row) error {
				if r.Step(1); c.What != "" {
					r.Differ(fmt.Sprintf("creation %d", c.ID), "%s", c.What)
				}
				return nil
			}, `SELECT id, CASE
					WHEN type NOT IN ('writing', 'image', 'video', 'ppt') THEN 'its type is unknown'
					WHEN (type = 'writing') <> (file = '') THEN 'it is a writing with a file, or has none'
					WHEN (type = 'writing') <> (content <> '') THEN 'it is a writing without a text, or has one'
					WHEN bucket <> member % 1024 OR bucket <> id % 1024 THEN 'it does not live with its member'
					WHEN deleted_at > 0 AND deleted_at < created_at THEN 'it was deleted before it was made'
					ELSE '' END AS what FROM creation`)
		},
	}
}
