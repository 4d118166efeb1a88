package coupon

import (
	"errors"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

type orderKey struct {
	Bucket  id.Bucket `db:"bucket"`
	OrderID string    `db:"order_id"`
}

// orderRow is what an order got for a coupon: of Amount it pays Payable, in
// fen, and gets Bonus credits.
type orderRow struct {
	orderKey
	Member     id.ID           `db:"member"`
	Coupon     id.ID           `db:"coupon"`
	State      HoldState       `db:"state"`
	Amount     amount.Amount   `db:"amount"`
	Payable    amount.Amount   `db:"payable"`
	Bonus      amount.Amount   `db:"bonus"`
	ReservedAt instant.Instant `db:"reserved_at"`
	FinishedAt instant.Instant `db:"finished_at"`
}

var orders = store.Define[orderKey, orderRow]("coupon_order")

// orderOf is where an order of a member stands.
func orderOf(member id.ID, order string) orderKey { return orderKey{member.Bucket(), order} }

// Reserve takes the member's coupon with this code for an order of an amount
// in fen, claiming it first where it was not claimed. The order pays payable,
// at least one fen and at most the amount; bonus credits are given when it is
// paid. Repeating it for the same order answers as the first time.
// Faults: ErrInvalid, ErrNotYet, ErrExpired, ErrPaused, ErrExhausted,
// ErrUsed, ErrMinimum.
// contract: S2-05
func (s *Service) Reserve(tx *store.Tx, member id.ID, code, order string, total amount.Amount) (payable, bonus amount.Amount, err error) {
	normal, err := Normal(code)
	if err != nil {
		return 0, 0, ErrInvalid // what is no code is nobody's
	}
	named, found, err := codes.Read(tx, codeOf(normal))
	if err != nil {
		return 0, 0, err
	}
	if !found {
		return 0, 0, ErrInvalid
	}
	userCoupons.Want(tx, userOf(member, named.Coupon))
	orders.Want(tx, orderOf(member, order))
	c, err := lock(tx, named.Coupon)
	if err != nil {
		return 0, 0, notByCode(err)
	}
	row, repeated, err := orders.Get(tx, orderOf(member, order))
	if err != nil {
		return 0, 0, err
	}
	if repeated {
		return row.again(member, c.ID, total)
	}
	return take(tx, &c, member, order, total)
}

// notByCode hides that a code was once a coupon's.
func notByCode(err error) error {
	if errors.Is(err, ErrNotFound) {
		return ErrInvalid
	}
	return err
}

// again is the answer to a repeated Reserve.
func (r orderRow) again(member, coupon id.ID, total amount.Amount) (payable, bonus amount.Amount, err error) {
	if r.Member != member || r.Coupon != coupon || r.Amount != total || r.State == Released {
		return 0, 0, ErrUsed
	}
	return r.Payable, r.Bonus, nil
}

// take reserves a locked coupon for a new order.
func take(tx *store.Tx, c *Coupon, member id.ID, order string, total amount.Amount) (payable, bonus amount.Amount, err error) {
	u, has, err := userCoupons.Get(tx, userOf(member, c.ID))
	if err != nil {
		return 0, 0, err
	}
	if has && u.State != Unused {
		return 0, 0, ErrUsed
	}
	if err := c.usable(tx.Now()); err != nil {
		return 0, 0, err
	}
	if total < 1 || total < c.MinAmount {
		return 0, 0, ErrMinimum.With("min_amount", c.MinAmount.Format(2))
	}
	if !has {
		if u, err = give(tx, c, member); err != nil {
			return 0, 0, err
		}
	}
	if payable, bonus, err = c.Apply(total); err != nil {
		return 0, 0, err
	}
	u.State, u.OrderID, u.ChangedAt = Reserved, order, tx.Now()
	c.Reserved++
	userCoupons.Put(tx, u)
	coupons.Put(tx, *c)
	orders.Put(tx, orderRow{
		orderKey: orderOf(member, order), Member: member, Coupon: c.ID, State: Reserved, Amount: total, Payable: payable, Bonus: bonus, ReservedAt: tx.Now(),
	})
	return payable, bonus, nil
}
