package order

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Coupons are what the module of coupons does for orders. Amounts of money
// are in fen.
type Coupons interface {
	// Reserve takes the member's coupon with this code for an order, claiming
	// it first where it was not claimed, and says what is left to pay (1 to
	// amount) and what bonus the paid order gives.
	Reserve(tx *store.Tx, member id.ID, code, order string, amount amount.Amount) (payable, bonus amount.Amount, err error)
	// Use marks the reserved coupon as used. It may be repeated, and follows
	// Release where a payment came late.
	Use(tx *store.Tx, member id.ID, order string) error
	// Release gives a reserved coupon back. It may be repeated.
	Release(tx *store.Tx, member id.ID, order string) error
}

// Campaigns are what running activities do for orders.
type Campaigns interface {
	// Discount is what is left to pay of a membership or a recharge (1 to
	// amount), the bonus that the paid order gives, and the activity that
	// does it, 0 for none. kind is "recharge" or "membership:" and the plan;
	// first: the member never paid before.
	Discount(tx *store.Tx, member id.ID, kind, order string, first bool, amount amount.Amount) (payable, bonus amount.Amount, activity id.ID, err error)
	// Release takes back that the order takes part. It may be repeated.
	Release(tx *store.Tx, member id.ID, activity id.ID, order string) error
}

// Referrals are told when a member paid money.
type Referrals interface {
	Paid(tx *store.Tx, member id.ID, order string) error
	Refunded(tx *store.Tx, member id.ID, order string) error
}

// Revenue notes money that came in (amount and credits above zero) and that
// went back (both below).
type Revenue interface {
	Note(tx *store.Tx, orderID string, member id.ID, kind string, amount, credits amount.Amount, sandbox bool) error
}
