package revenue

import (
	"context"
	"fmt"

	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check sums every entry anew and holds the days, the payers and each refund
// to it.
func Check() verify.Check {
	return verify.Check{
		Name: "revenue",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM revenue_entry")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				want, err := derive(ctx, v, r)
				if err != nil {
					return err
				}
				for _, check := range []func(context.Context, *store.View, *verify.Run, *derived) error{checkDays, checkPayers, checkPayerDays} {
					if err := check(ctx, v, r, want); err != nil {
						return err
					}
				}
				return checkRefunds(ctx, v, r)
			})
		},
	}
}

// derived is what follows from the entries.
type derived struct {
	days      map[dayKey]dayRow
	payerDays map[payerDayKey]int64
	payers    map[payerKey]payer
}

func derive(ctx context.Context, v *store.View, r *verify.Run) (*derived, error) {
	d := &derived{map[dayKey]dayRow{}, map[payerDayKey]int64{}, map[payerKey]payer{}}
	err := store.Each(ctx, v, func(e Entry) error {
		r.Step(1)
		key := dayKey{shardOf(e.Bucket), dayOf(e.At), e.Kind}
		row := d.days[key]
		row.dayKey = key
		row.add(&e)
		d.days[key] = row
		if e.Side == Paid {
			d.pay(&e, r)
		}
		return nil
	}, "SELECT bucket, order_id, side, member, kind, amount, credits, ordinal, sandbox, at FROM revenue_entry WHERE NOT sandbox ORDER BY member, ordinal")
	return d, err
}

// pay counts a payment; they come in the order of their numbers.
func (d *derived) pay(e *Entry, r *verify.Run) {
	key := payerKey{e.Bucket, e.Member}
	p, found := d.payers[key]
	if !found {
		p = payer{payerKey: key, FirstAt: e.At}
	}
	today := dayOf(e.At)
	if today != p.LastDay {
		d.payerDays[payerDayKey{shardOf(e.Bucket), today, p.LastDay}]++
	}
	if e.Ordinal != p.Payments+1 || e.At < p.LastAt {
		r.Differ("order "+e.OrderID, "it is payment %d of its member, after payment %d", e.Ordinal, p.Payments)
	}
	p.Payments, p.LastAt, p.LastDay = p.Payments+1, e.At, today
	d.payers[key] = p
}

func checkDays(ctx context.Context, v *store.View, r *verify.Run, want *derived) error {
	err := store.Each(ctx, v, func(have dayRow) error {
		if have != want.days[have.dayKey] {
			r.Differ(where("day", have.Day, have.Kind), "%+v, the entries are %+v", have, want.days[have.dayKey])
		}
		delete(want.days, have.dayKey)
		return nil
	}, "SELECT bucket, day, kind, captured, refunded, credits_sold, credits_returned, payments, refunds FROM revenue_day")
	for key := range want.days {
		r.Differ(where("day", key.Day, key.Kind), "its entries are not summed")
	}
	return err
}

func checkPayers(ctx context.Context, v *store.View, r *verify.Run, want *derived) error {
	err := store.Each(ctx, v, func(have payer) error {
		if have != want.payers[have.payerKey] {
			r.Differ(fmt.Sprintf("member %d", have.Member), "%+v, the payments are %+v", have, want.payers[have.payerKey])
		}
		delete(want.payers, have.payerKey)
		return nil
	}, "SELECT bucket, member, payments, first_at, last_at, last_day FROM revenue_payer")
	for key := range want.payers {
		r.Differ(fmt.Sprintf("member %d", key.Member), "their payments are not counted")
	}
	return err
}

func checkPayerDays(ctx context.Context, v *store.View, r *verify.Run, want *derived) error {
	err := store.Each(ctx, v, func(have payerDay) error {
		if have.Members != want.payerDays[have.payerDayKey] {
			r.Differ(where("payers of day", have.Day, fmt.Sprint(have.Prev)), "%d, there are %d", have.Members, want.payerDays[have.payerDayKey])
		}
		delete(want.payerDays, have.payerDayKey)
		return nil
	}, "SELECT bucket, day, prev, members FROM revenue_payer_day")
	for key := range want.payerDays {
		r.Differ(where("payers of day", key.Day, fmt.Sprint(key.Prev)), "they are not counted")
	}
	return err
}

func where(what string, day int32, part string) string {
	return fmt.Sprintf("%s %d %s", what, day, part)
}

// checkRefunds looks for money that was given back and never came.
func checkRefunds(ctx context.Context, v *store.View, r *verify.Run) error {
	return store.Each(ctx, v, func(order string) error {
		r.Differ("order "+order, "more was refunded than paid")
		return nil
	}, `SELECT b.order_id FROM revenue_entry b
		LEFT JOIN revenue_entry p ON p.bucket = b.bucket AND p.order_id = b.order_id AND p.side = 'paid'
		WHERE b.side = 'refunded' AND (p.order_id IS NULL OR p.amount + b.amount < 0 OR p.credits + b.credits < 0 OR p.sandbox <> b.sandbox)`)
}
