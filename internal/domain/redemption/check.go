package redemption

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check holds every item's redemption status to its redemptions: pending is
// one open, redeemed is one completed, not_redeemed is neither.
func Check() verify.Check {
	return verify.Check{
		Name: "redemption",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM item")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error { return checkItems(ctx, v, r) })
		},
	}
}

func checkItems(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		ID        id.ID  `db:"id"`
		Status    string `db:"status"`
		Requested int64  `db:"requested"`
		Completed int64  `db:"completed"`
	}
	want := map[string][2]int64{"not_redeemed": {0, 0}, "pending": {1, 0}, "redeemed": {0, 1}}
	return store.Each(ctx, v, func(i row) error {
		r.Step(1)
		if want[i.Status] != [2]int64{i.Requested, i.Completed} {
			r.Differ(fmt.Sprintf("item %d", i.ID), "it is %s with %d open and %d completed redemptions", i.Status, i.Requested, i.Completed)
		}
		return nil
	}, `SELECT i.id, i.status, coalesce(r.requested, 0) AS requested, coalesce(r.completed, 0) AS completed FROM item i
		LEFT JOIN (SELECT bucket, item, sum(CASE WHEN state = 'requested' THEN 1 ELSE 0 END) AS requested,
			sum(CASE WHEN state = 'completed' THEN 1 ELSE 0 END) AS completed FROM redemption GROUP BY bucket, item) r
		ON r.bucket = i.bucket AND r.item = i.id`)
}
