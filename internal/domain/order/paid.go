package order

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/platform/store"
)

// receipt is a report that money was taken for an order.
type receipt struct {
	method      string
	transaction string
	amount      amount.Amount // fen
	untold      bool          // the sender did not tell the amount
}

// paid takes a report of a payment in, for the order that it names. What
// agrees pays the order; what comes again changes nothing; all else goes to
// review. wrong says that it went there and paid nothing.
func (s *Service) paid(tx *store.Tx, o *Order, r receipt) (wrong bool, err error) {
	if r.method != o.Method {
		return true, s.openReview(tx, o.about(WrongMethod, r.transaction, r.amount, "paid by "+r.method))
	}
	if o.settled() {
		if o.Transaction == r.transaction {
			return false, nil // a replay, or success after a refund
		}
		return true, s.openReview(tx, o.about(PaidTwice, r.transaction, r.amount, "paid before by "+o.Transaction))
	}
	if (r.amount != o.Payable && !r.untold) || r.transaction == "" {
		return true, s.openReview(tx, o.about(WrongAmount, r.transaction, r.amount, "another amount than the order's"))
	}
	k := transactionKeyOf(r.method, r.transaction)
	before, taken, err := transactions.Get(tx, k)
	switch {
	case err != nil:
		return false, err
	case taken:
		return true, s.openReview(tx, o.about(TakenTwice, r.transaction, r.amount, "it paid "+before.Order))
	}
	transactions.Put(tx, Transaction{k, o.ID, o.Payable, o.Sandbox, tx.Now()})
	o.Transaction = r.transaction
	if err := s.settle(tx, o); err != nil {
		return false, err
	}
	o.put(tx)
	return false, nil
}

// fail ends an order that waits, and gives back what it reserved. One that
// does not wait stays as it is.
func (s *Service) fail(tx *store.Tx, o *Order, reason string) error {
	if o.State != Pending {
		return nil
	}
	o.State, o.Reason = Failed, reason
	return s.end(tx, o)
}

// expire ends an order that has waited too long.
func (s *Service) expire(tx *store.Tx, o *Order) error {
	if o.StateAt(tx.Now()) != Expired || o.State == Expired {
		return nil
	}
	o.State = Expired
	return s.end(tx, o)
}

// end releases what an unpaid order reserved.
func (s *Service) end(tx *store.Tx, o *Order) error {
	if o.Coupon != "" && s.Coupons != nil {
		if err := s.Coupons.Release(tx, o.Member, o.ID); err != nil {
			return err
		}
	}
	if o.Activity != 0 && s.Campaigns != nil {
		if err := s.Campaigns.Release(tx, o.Member, o.Activity, o.ID); err != nil {
			return err
		}
	}
	o.EndedAt = tx.Now()
	o.put(tx)
	return nil
}
