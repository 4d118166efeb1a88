package order_test

import (
	"errors"
	"sync"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// others are the modules around, which note what they are told and are never
// in the way.
type others struct {
	mu     sync.Mutex
	events []string
	take   amount.Amount // fen that a coupon takes off
	off    amount.Amount // fen that an activity takes off
	bonus  amount.Amount
	money  amount.Amount // the revenue
	sold   amount.Amount
	first  []bool
}

func (o *others) note(tx *store.Tx, text string) error {
	tx.Committed(func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.events = append(o.events, text)
	})
	return nil
}

func (o *others) told() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := o.events
	o.events = nil
	return out
}

var errCoupon = errors.New("no such coupon")

// coupons are the module of coupons.
type coupons struct{ *others }

// Reserve takes a coupon.
func (c coupons) Reserve(tx *store.Tx, _ id.ID, code, _ string, total amount.Amount) (payable, bonus amount.Amount, err error) {
	if code == "bad" {
		return 0, 0, errCoupon
	}
	return max(1, total-c.take), c.bonus, c.note(tx, "reserve "+code)
}

// Use uses it.
func (c coupons) Use(tx *store.Tx, _ id.ID, _ string) error { return c.note(tx, "use") }

// Release gives it back.
func (c coupons) Release(tx *store.Tx, _ id.ID, _ string) error { return c.note(tx, "release") }

// campaigns are the module of activities.
type campaigns struct{ *others }

// Discount takes off what is set.
func (c campaigns) Discount(tx *store.Tx, _ id.ID, _, _ string, first bool, total amount.Amount) (payable, bonus amount.Amount, activity id.ID, err error) {
	tx.Committed(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.first = append(c.first, first)
	})
	if c.off == 0 {
		return total, 0, 0, nil
	}
	return max(1, total-c.off), 0, 5, nil
}

// Release takes the order out.
func (c campaigns) Release(tx *store.Tx, _, _ id.ID, _ string) error { return c.note(tx, "leave") }

// Paid counts.
func (o *others) Paid(tx *store.Tx, _ id.ID, _ string) error { return o.note(tx, "paid") }

// Refunded counts.
func (o *others) Refunded(tx *store.Tx, _ id.ID, _ string) error { return o.note(tx, "refunded") }

// Note adds up.
func (o *others) Note(tx *store.Tx, _ string, _ id.ID, _ string, fen, credits amount.Amount, _ bool) error {
	tx.Committed(func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.money, o.sold = o.money+fen, o.sold+credits
	})
	return nil
}
