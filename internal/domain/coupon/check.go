package coupon

import (
	"context"
	"fmt"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check counts anew who has each coupon and which orders hold or used it.
func Check() verify.Check {
	return verify.Check{
		Name: "coupon",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM user_coupon")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				for _, check := range []func(context.Context, *store.View, *verify.Run) error{checkCounters, checkOrders, checkLinks} {
					if err := check(ctx, v, r); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

func checkCounters(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Coupon
		Members int64 `db:"members"`
		Holding int64 `db:"holding"`
		Spent   int64 `db:"spent"`
	}
	return store.Each(ctx, v, func(c row) error {
		r.Step(c.Members)
		at := fmt.Sprintf("coupon %d", c.ID)
		if c.Claimed != c.Members || c.Reserved != c.Holding || c.Used != c.Spent {
			r.Differ(at, "%d claimed, %d reserved, %d used; of its members' %d, %d, %d are", c.Claimed, c.Reserved, c.Used, c.Members, c.Holding, c.Spent)
		}
		if c.Claimed > c.MaxUsage {
			r.Differ(at, "%d claimed of at most %d", c.Claimed, c.MaxUsage)
		}
		return nil
	}, "SELECT "+couponColumns+`, coalesce(u.members, 0) AS members, coalesce(u.holding, 0) AS holding, coalesce(u.spent, 0) AS spent FROM coupon c LEFT JOIN (
			SELECT coupon, count(*) AS members, count(CASE WHEN state = 'reserved' THEN 1 END) AS holding, count(CASE WHEN state = 'used' THEN 1 END) AS spent
			FROM user_coupon GROUP BY coupon
		) u ON u.coupon = c.id`)
}

// checkOrders holds what each order was promised to its bounds.
func checkOrders(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		OrderID string        `db:"order_id"`
		Amount  amount.Amount `db:"amount"`
		Payable amount.Amount `db:"payable"`
	}
	return store.Each(ctx, v, func(o row) error {
		r.Differ("order "+o.OrderID, "%d fen to pay of %d", o.Payable, o.Amount)
		return nil
	}, "SELECT order_id, amount, payable FROM coupon_order WHERE payable < 1 OR payable > amount OR bonus < 0")
}

// checkLinks looks for reservations of which one side does not know, and for
// codes that lead astray.
func checkLinks(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Coupon id.ID  `db:"coupon"`
		What   string `db:"what"`
	}
	return store.Each(ctx, v, func(l row) error {
		r.Differ(fmt.Sprintf("coupon %d", l.Coupon), "%s", l.What)
		return nil
	}, `SELECT u.coupon, 'a member''s order knows nothing of it' AS what FROM user_coupon u
			LEFT JOIN coupon_order o ON o.bucket = u.bucket AND o.order_id = u.order_id AND o.member = u.member AND o.coupon = u.coupon AND o.state = u.state
			WHERE u.state <> 'unused' AND o.order_id IS NULL
		UNION ALL
		SELECT o.coupon, 'an order holds or used it, its member has it not so' FROM coupon_order o
			LEFT JOIN user_coupon u ON u.bucket = o.bucket AND u.member = o.member AND u.coupon = o.coupon AND u.state = o.state AND u.order_id = o.order_id
			WHERE o.state <> 'released' AND u.id IS NULL
		UNION ALL
		SELECT c.id AS coupon, 'its code does not name it' FROM coupon c
			LEFT JOIN coupon_code n ON n.code = c.code AND n.coupon = c.id
			WHERE (c.state <> 'deleted' OR c.claimed > 0) AND n.code IS NULL
		UNION ALL
		SELECT n.coupon, 'a code names it that is not its own' FROM coupon_code n
			LEFT JOIN coupon c ON c.bucket = n.coupon % 1024 AND c.id = n.coupon AND c.code = n.code
			WHERE c.id IS NULL`)
}
