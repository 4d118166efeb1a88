package lootbox

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check re-derives every stock from the draws, holds the weights of every
// odds version to their sum, and every draw to its lines and its item.
func Check() verify.Check {
	return verify.Check{
		Name: "lootbox",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM draw")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				for _, check := range []func(context.Context, *store.View, *verify.Run) error{checkStocks, checkWeights, checkDraws} {
					if err := check(ctx, v, r); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

func checkStocks(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Prize     id.ID `db:"id"`
		Stock     int64 `db:"stock"`
		Remaining int64 `db:"remaining"`
		Drawn     int64 `db:"drawn"`
	}
	return store.Each(ctx, v, func(p row) error {
		r.Step(p.Drawn)
		if p.Stock != Unlimited && p.Remaining != p.Stock-p.Drawn {
			r.Differ(fmt.Sprintf("prize %d", p.Prize), "%d of %d are left after %d draws", p.Remaining, p.Stock, p.Drawn)
		}
		if p.Remaining < 0 {
			r.Differ(fmt.Sprintf("prize %d", p.Prize), "oversold: %d are left", p.Remaining)
		}
		return nil
	}, `SELECT p.id, p.stock, coalesce(s.remaining, 0) AS remaining, coalesce(d.n, 0) AS drawn FROM prize p
		LEFT JOIN prize_stock s ON s.bucket = p.bucket AND s.prize = p.id
		LEFT JOIN (SELECT prize, count(*) AS n FROM draw GROUP BY prize) d ON d.prize = p.id`)
}

func checkWeights(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Box     id.ID `db:"box"`
		Version int64 `db:"version"`
		Sum     int64 `db:"weights"`
	}
	return store.Each(ctx, v, func(o row) error {
		r.Differ(fmt.Sprintf("box %d, odds version %d", o.Box, o.Version), "the weights sum to %d", o.Sum)
		return nil
	}, "SELECT box, version, CAST(sum(weight) AS bigint) AS weights FROM prize GROUP BY box, version HAVING sum(weight) <> 1000000")
}

// checkDraws looks for draws whose movements or item are not there.
func checkDraws(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		ID   id.ID  `db:"id"`
		What string `db:"what"`
	}
	return store.Each(ctx, v, func(d row) error {
		r.Differ(fmt.Sprintf("draw %d", d.ID), "%s", d.What)
		return nil
	}, `SELECT d.id, 'its item is missing' AS what FROM draw d
			LEFT JOIN item i ON i.bucket = d.bucket AND i.id = d.item AND i.member = d.member
			WHERE d.kind = 'virtual_item' AND i.id IS NULL
		UNION ALL
		SELECT d.id, 'the balances before and after the prize differ by something else' AS what FROM draw d
			WHERE d.balance - d.remaining <> d.points`)
}
