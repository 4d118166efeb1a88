package order

import (
	"context"
	"fmt"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/membership"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// bucketsAtOnce is how many buckets a check reads on one snapshot.
const bucketsAtOnce = 64

// Check holds every order to its lines in the ledger, to the membership's
// time that it gave, to its refunds and to its transaction.
func Check() verify.Check {
	return verify.Check{
		Name: "order",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM purchase")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			for b := id.Bucket(0); b < id.Buckets; b += bucketsAtOnce {
				err := s.View(ctx, func(v *store.View) error {
					c := &checking{v: v, from: b, to: b + bucketsAtOnce - 1, r: r, orders: map[string]Order{}, net: map[string]amount.Amount{}, due: map[string]amount.Amount{}, spans: map[string]membership.Span{}, paid: map[id.ID]int64{}}
					return c.run(ctx)
				})
				if err != nil {
					return err
				}
			}
			return s.View(ctx, func(v *store.View) error { return checkTransactions(ctx, v, r) })
		},
	}
}

// checking is a piece of the check.
type checking struct {
	v        *store.View
	from, to id.Bucket
	r        *verify.Run
	orders   map[string]Order
	net      map[string]amount.Amount // credits that the ledger says the order gave, by source
	due      map[string]amount.Amount // and that follow from it and its refunds
	spans    map[string]membership.Span
	paid     map[id.ID]int64 // money orders, by member
}

func (c *checking) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{c.readLedger, c.readSpans, c.readOrders, c.readRefunds, c.comparePayers} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	for source, want := range c.due {
		if have := c.net[source]; have != want {
			c.r.Differ(source, "the ledger has %d credits of it, it makes %d", have, want)
		}
		delete(c.net, source)
	}
	for source := range c.net {
		c.r.Differ(source, "the ledger has lines of it, and there is no such order")
	}
	return nil
}

// readLedger sums what the ledger has of orders.
func (c *checking) readLedger(ctx context.Context) error {
	type row struct {
		Source string        `db:"source"`
		Sum    amount.Amount `db:"total"`
	}
	return store.Each(ctx, c.v, func(l row) error {
		c.net[l.Source] = l.Sum
		return nil
	}, `SELECT source, CAST(sum(amount) AS bigint) AS total FROM transfer
		WHERE bucket BETWEEN ? AND ? AND owner > 0 AND source LIKE 'order:%' AND reason IN ('credit.recharge', 'credit.bonus', 'credit.membership', 'credit.refund') GROUP BY source`, c.from, c.to)
}

// readSpans finds what orders gave of memberships.
func (c *checking) readSpans(ctx context.Context) error {
	return membership.Changes(ctx, c.v, c.from, c.to, func(m membership.Change) error {
		if m.Kind != membership.Extended || !strings.HasPrefix(m.Source, "order:") {
			return nil
		}
		if _, twice := c.spans[m.Source]; twice {
			c.r.Differ(m.Source, "it gave membership twice")
		}
		c.spans[m.Source] = membership.Span{Start: m.From, End: m.To}
		return nil
	})
}

func (c *checking) readOrders(ctx context.Context) error {
	err := store.Each(ctx, c.v, func(o Order) error {
		c.r.Step(1)
		c.orders[o.ID] = o
		c.due[o.Source()] = o.gave()
		c.checkOrder(&o)
		if o.settled() && o.withMoney() {
			c.paid[o.Member]++
		}
		if span := (membership.Span{Start: o.StartsAt, End: o.EndsAt}); span != c.spans[o.Source()] {
			c.r.Differ(o.Source(), "it gave membership from %d to %d, its changes say from %d to %d", span.Start, span.End, c.spans[o.Source()].Start, c.spans[o.Source()].End)
		}
		delete(c.spans, o.Source())
		return nil
	}, "SELECT "+columns+" FROM purchase WHERE bucket BETWEEN ? AND ?", c.from, c.to)
	for source := range c.spans {
		c.r.Differ(source, "it gave membership, and there is no such order")
	}
	return err
}

// gave is what a paid order gave in credits, below zero where they paid it.
func (o *Order) gave() amount.Amount {
	switch {
	case !o.settled():
		return 0
	case o.withMoney():
		return o.bought() + o.Bonus
	}
	return o.Bonus - o.Credits
}

// checkOrder holds an order to what its state implies.
func (c *checking) checkOrder(o *Order) {
	b, ok := BucketOf(o.ID)
	if !ok || b != o.Bucket || b != o.Member.Bucket() {
		c.r.Differ(o.Source(), "it lives in another bucket than its id or its member says")
	}
	if o.Payable < 1 || o.Payable > o.Face || o.Kind == Recharge && o.Credits != CreditsFor(o.Face) {
		c.r.Differ(o.Source(), "%d of %d is to be paid for %d credits", o.Payable, o.Face, o.Credits)
	}
	if o.settled() != (o.PaidAt != 0) || (o.State == Paid || o.State == Pending) != (o.EndedAt == 0) || (o.settled() && o.withMoney()) != (o.Transaction != "") {
		c.r.Differ(o.Source(), "it is %s, paid at %d by %q, ended at %d", o.State, o.PaidAt, o.Transaction, o.EndedAt)
	}
	if (o.Kind == Membership && o.settled()) != (o.EndsAt > o.StartsAt) {
		c.r.Differ(o.Source(), "it is %s and gave membership from %d to %d", o.State, o.StartsAt, o.EndsAt)
	}
	if (o.Refund == "") != (o.Refunds == 0) || o.Refunds > 0 && o.Refund != refundID(o.ID, o.Refunds) {
		c.r.Differ(o.Source(), "its refund %d is %q", o.Refunds, o.Refund)
	}
}

// readRefunds takes off what refunds took back. Of an order's refunds all but
// the last have failed, and the last tells whether the order is refunded.
func (c *checking) readRefunds(ctx context.Context) error {
	count := map[string]int32{}
	err := store.Each(ctx, c.v, func(f Refund) error {
		o := c.orders[f.Order]
		where := "refund " + f.ID
		count[f.Order]++
		last := f.ID == o.Refund
		if f.Member != o.Member || f.Amount != o.Payable || !last && f.State != RefundDenied || last && (f.State == RefundDone) != (o.State == Refunded) {
			c.r.Differ(where, "it is %s of %d, its order is %s of %d", f.State, f.Amount, o.State, o.Payable)
		}
		if (f.State == RefundDone || f.State == RefundDenied) != (f.EndedAt != 0) {
			c.r.Differ(where, "it is %s and ended at %d", f.State, f.EndedAt)
		}
		if f.State == RefundDenied {
			return nil
		}
		if o.withMoney() {
			c.due[o.Source()] -= f.Credits + f.Bonus
		} else {
			c.due[o.Source()] += f.Credits - f.Bonus
		}
		return nil
	}, "SELECT "+refundColumns+" FROM purchase_refund WHERE bucket BETWEEN ? AND ?", c.from, c.to)
	for orderID, o := range c.orders {
		if count[orderID] != o.Refunds {
			c.r.Differ(o.Source(), "it has %d refunds, there are %d", o.Refunds, count[orderID])
		}
	}
	return err
}

func (c *checking) comparePayers(ctx context.Context) error {
	err := store.Each(ctx, c.v, func(p payer) error {
		if p.Paid != c.paid[p.Member] {
			c.r.Differ(fmt.Sprintf("payer %d", p.Member), "%d orders are counted, %d are paid", p.Paid, c.paid[p.Member])
		}
		delete(c.paid, p.Member)
		return nil
	}, "SELECT bucket, member, paid FROM payer WHERE bucket BETWEEN ? AND ?", c.from, c.to)
	for member := range c.paid {
		c.r.Differ(fmt.Sprintf("payer %d", member), "orders are paid and none is counted")
	}
	return err
}

// checkTransactions holds every transaction to the one order that it paid,
// and every order to its transaction.
func checkTransactions(ctx context.Context, v *store.View, r *verify.Run) error {
	wrong, err := store.Select[Transaction](ctx, v, "SELECT t.bucket, t.method, t.transaction_id, t.purchase, t.amount, t.sandbox, t.at FROM payment_transaction t LEFT JOIN purchase o "+
		"ON o.id = t.purchase AND o.method = t.method AND o.transaction_id = t.transaction_id AND o.payable = t.amount AND o.sandbox = t.sandbox AND o.state IN ('paid', 'refunded') WHERE o.id IS NULL ORDER BY t.at LIMIT 100")
	if err != nil {
		return err
	}
	for _, t := range wrong {
		r.Differ("transaction "+t.Transaction, "it did not pay %s", t.Order)
	}
	lost, err := store.Select[string](ctx, v, "SELECT o.id FROM purchase o LEFT JOIN payment_transaction t ON t.purchase = o.id AND t.method = o.method AND t.transaction_id = o.transaction_id "+
		"WHERE o.state IN ('paid', 'refunded') AND o.method <> 'balance' AND t.purchase IS NULL ORDER BY o.id LIMIT 100")
	for _, orderID := range lost {
		r.Differ(sourceOf(orderID), "its transaction is missing")
	}
	return err
}
