package order

import (
	"context"

	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store"
)

// take takes in what a provider told about an order, in a write of its own.
// An order that is none of ours goes to review.
func (s *Service) take(ctx context.Context, m Method, n payment.Notification) error {
	route, ok := BucketOf(n.OrderID)
	if !ok {
		route = transactionKeyOf(m.Provider.Name(), n.TransactionID).Bucket
	}
	return s.Store.Write(ctx, route, func(tx *store.Tx) error {
		o, found, err := get(tx, n.OrderID)
		if err != nil {
			return err
		}
		if !found {
			return s.openReview(tx, s.stranger(m, n, UnknownOrder))
		}
		return s.hear(tx, m, &o, n)
	})
}

// stranger begins a review of something that is about no order of ours.
func (s *Service) stranger(m Method, n payment.Notification, kind ReviewKind) Review {
	return Review{
		Kind: kind, Method: m.Provider.Name(), Sandbox: m.Sandbox, Order: n.OrderID, Transaction: n.TransactionID,
		Told: n.Amount, Detail: n.Detail,
	}
}

// hear takes in what a provider told, or answered, about an order.
func (s *Service) hear(tx *store.Tx, m Method, o *Order, n payment.Notification) error {
	if m.Sandbox != o.Sandbox || m.Provider.Name() != o.Method {
		return s.openReview(tx, o.about(WrongMethod, n.TransactionID, n.Amount, "told by "+m.Provider.Name()))
	}
	switch {
	case n.State == payment.Refunded:
		return s.hearRefund(tx, o, n)
	case n.AboutRefund():
		return s.recheckRefund(tx, o, n)
	case n.State == payment.Paid:
		_, err := s.paid(tx, o, receipt{method: m.Provider.Name(), transaction: n.TransactionID, amount: n.Amount})
		return err
	case n.State == payment.Closed && o.StateAt(tx.Now()) == Expired:
		return s.expire(tx, o)
	case n.State == payment.Closed:
		return s.fail(tx, o, becauseClosed)
	case n.State == payment.Failed:
		return s.fail(tx, o, becauseFailed)
	}
	return nil
}
