package coupon

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Use says that the order was paid: its coupon is used. It changes nothing
// where that is known, or where the order has no coupon. After a Release, for
// a payment that came late, the coupon is used where the member still has it.
// It never fails for a rule.
// contract: S2-05, S2-07
func (s *Service) Use(tx *store.Tx, member id.ID, order string) error {
	row, u, c, err := held(tx, member, order)
	if err != nil || row.State == "" || row.State == Used {
		return err
	}
	switch {
	case row.State == Reserved:
		c.Reserved--
	case u.State != Unused:
		return nil // another order has it
	}
	c.Used++
	row.State, row.FinishedAt = Used, tx.Now()
	u.State, u.OrderID, u.ChangedAt = Used, order, tx.Now()
	put(tx, row, u, c)
	return nil
}

// Release says that the order will not be paid: the member has the coupon
// again. It changes nothing where the order holds none.
// contract: S2-05
func (s *Service) Release(tx *store.Tx, member id.ID, order string) error {
	row, u, c, err := held(tx, member, order)
	if err != nil || row.State != Reserved {
		return err
	}
	c.Reserved--
	row.State, row.FinishedAt = Released, tx.Now()
	u.State, u.OrderID, u.ChangedAt = Unused, "", tx.Now()
	put(tx, row, u, c)
	return nil
}

// held gets what an order has of a coupon; a zero row where it has none.
func held(tx *store.Tx, member id.ID, order string) (row orderRow, u UserCoupon, c Coupon, err error) {
	row, found, err := orders.Get(tx, orderOf(member, order))
	if err != nil || !found || row.Member != member {
		return orderRow{}, u, c, err
	}
	userCoupons.Want(tx, userOf(member, row.Coupon))
	c, known, err := coupons.Get(tx, couponOf(row.Coupon))
	if err != nil {
		return orderRow{}, u, c, err
	}
	u, has, err := userCoupons.Get(tx, userOf(member, row.Coupon))
	if err != nil {
		return orderRow{}, u, c, err
	}
	if !known || !has || (row.State == Reserved && (u.State != Reserved || u.OrderID != order)) {
		panic("coupon: an order holds a coupon that its member has not")
	}
	return row, u, c, nil
}

func put(tx *store.Tx, row orderRow, u UserCoupon, c Coupon) {
	orders.Put(tx, row)
	userCoupons.Put(tx, u)
	coupons.Put(tx, c)
}
