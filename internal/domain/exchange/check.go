package exchange

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check re-derives every stock and every member's count from the exchanges,
// and holds each exchange to its debit and its refund.
func Check() verify.Check {
	return verify.Check{
		Name: "exchange",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM exchange")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				for _, check := range []func(context.Context, *store.View, *verify.Run) error{checkStocks, checkCounts, checkMovements} {
					if err := check(ctx, v, r); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// taken sums what was not given back.
const taken = "CAST(sum(CASE WHEN state IN ('rejected', 'cancelled') THEN 0 ELSE quantity END) AS bigint)"

func checkStocks(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Product  id.ID `db:"id"`
		Supplied int64 `db:"supplied"`
		Taken    int64 `db:"taken"`
		Sum      int64 `db:"n"`
	}
	return store.Each(ctx, v, func(p row) error {
		where := fmt.Sprintf("product %d", p.Product)
		if p.Taken != p.Sum {
			r.Differ(where, "%d are taken, its exchanges make %d", p.Taken, p.Sum)
		}
		if p.Supplied != Unlimited && p.Taken > p.Supplied {
			r.Differ(where, "%d are taken of %d", p.Taken, p.Supplied)
		}
		return nil
	}, `SELECT p.id, coalesce(s.supplied, 0) AS supplied, coalesce(s.taken, 0) AS taken, coalesce(e.n, 0) AS n FROM product p
		LEFT JOIN product_stock s ON s.bucket = p.bucket AND s.product = p.id
		LEFT JOIN (SELECT product, `+taken+` AS n FROM exchange GROUP BY product) e ON e.product = p.id`)
}

func checkCounts(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Member  id.ID `db:"member"`
		Product id.ID `db:"product"`
		Taken   int64 `db:"taken"`
		Sum     int64 `db:"n"`
	}
	return store.Each(ctx, v, func(c row) error {
		if c.Taken != c.Sum {
			r.Differ(fmt.Sprintf("product %d of member %d", c.Product, c.Member), "%d are counted, the exchanges make %d", c.Taken, c.Sum)
		}
		return nil
	}, `SELECT e.member, e.product, coalesce(c.taken, -1) AS taken, e.n FROM (SELECT bucket, member, product, `+taken+` AS n FROM exchange GROUP BY bucket, member, product) e
		LEFT JOIN exchange_count c ON c.bucket = e.bucket AND c.member = e.member AND c.product = e.product`)
}

func checkMovements(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		ID       id.ID `db:"id"`
		State    State `db:"state"`
		Debit    id.ID `db:"debit"`
		Refund   id.ID `db:"refund"`
		Points   int64 `db:"points"`
		Price    int64 `db:"price"`
		Quantity int64 `db:"quantity"`
	}
	return store.Each(ctx, v, func(e row) error {
		r.Step(1)
		where := fmt.Sprintf("exchange %d", e.ID)
		if e.Points != e.Price*e.Quantity {
			r.Differ(where, "%d points for %d at %d", e.Points, e.Quantity, e.Price)
		}
		if e.Debit == 0 {
			r.Differ(where, "its debit is missing or another amount")
		}
		if given := e.State == Rejected || e.State == Cancelled; given != (e.Refund != 0) {
			r.Differ(where, "it is %s, its refund is %d", e.State, e.Refund)
		}
		return nil
	}, `SELECT e.id, e.state, e.points, e.price, e.quantity, coalesce(d.id, 0) AS debit, coalesce(f.id, 0) AS refund FROM exchange e
		LEFT JOIN transfer d ON d.bucket = e.bucket AND d.id = e.transfer AND d.owner = e.member AND d.amount = -e.points
		LEFT JOIN transfer f ON f.bucket = e.bucket AND f.id = e.refund AND f.owner = e.member AND f.amount = e.points`)
}
