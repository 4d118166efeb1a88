package order

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store"
)

// hearRefund takes in that a provider gave money back: for a refund of ours,
// or by itself (a dispute, its own pages). However often and in whatever
// order that is told, what the order gave is taken back once.
func (s *Service) hearRefund(tx *store.Tx, o *Order, n payment.Notification) error {
	r, live, err := lastRefund(tx, o)
	if err != nil {
		return err
	}
	ours := live && n.Refund.RefundID == r.ID
	whole := n.Refunded == o.Payable || n.Refund.Amount == o.Payable || (n.Refunded == 0 && n.Refund.Amount == 0)
	switch {
	case o.State == Refunded:
		return nil
	case o.State != Paid: // it was paid and given back before we heard
		return s.fail(tx, o, becauseClosed)
	case !whole && !ours:
		told := max(n.Refunded, n.Refund.Amount)
		return s.openReview(tx, o.about(RefundPart, n.TransactionID, told, "a part was given back by the provider"))
	case live && r.EndedAt == 0:
		r.Detail = plain(n.Detail)
		if err := s.complete(tx, o, &r); err != nil {
			return err
		}
		r.ChangedAt = tx.Now()
		refunds.Put(tx, r)
		o.put(tx)
		return nil
	}
	return s.givenBack(tx, o, n)
}

// givenBack takes back what an order gave whose money the provider has given
// back by itself. What is spent cannot be taken, and is left to a person.
func (s *Service) givenBack(tx *store.Tx, o *Order, n payment.Notification) error {
	r, err := s.newRefund(tx, o, byProvider)
	if err != nil {
		return err
	}
	r.Detail = plain(n.Detail)
	left, err := s.leftOf(tx, o)
	if err != nil {
		return err
	}
	if left < o.bought() {
		if err := s.openReview(tx, o.about(RefundSpent, o.Transaction, o.Payable, "credits are spent: "+(o.bought()-left).Format(0))); err != nil {
			return err
		}
	}
	if err := s.takeBack(tx, o, &r, left); err != nil {
		return err
	}
	if err := s.complete(tx, o, &r); err != nil {
		return err
	}
	o.put(tx)
	r.ChangedAt = tx.Now()
	refunds.Add(tx, r)
	return nil
}

// leftOf is how many of the credits that the order bought are there.
func (s *Service) leftOf(tx *store.Tx, o *Order) (amount.Amount, error) {
	acc, err := s.Ledger.Balance(tx, o.account(), ledger.Credit)
	if err != nil {
		return 0, err
	}
	bought, err := s.Ledger.Bought(tx, o.account(), ledger.Credit)
	return max(0, min(o.bought(), bought, acc.Available())), err
}

// recheckRefund has a refund of ours looked up, of which the provider told
// that it did not succeed.
func (s *Service) recheckRefund(tx *store.Tx, o *Order, n payment.Notification) error {
	r, live, err := lastRefund(tx, o)
	if err != nil || !live || r.EndedAt != 0 || r.ID != n.Refund.RefundID {
		return err
	}
	return s.enqueue(tx, JobRefund, o.Bucket, r.ID, 0)
}
