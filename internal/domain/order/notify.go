package order

import (
	"context"
	"errors"

	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store"
)

// Notify takes in a vendor's notification and gives the answer that its
// protocol asks for: acknowledged once it is dealt with for good, also where
// it went to review; refused where it cannot be believed; and refused for now
// where we could not write, so that it comes again. The method must be one
// that Accepts says is taken.
// contract: S2-07
func (s *Service) Notify(ctx context.Context, method string, headers payment.Headers, body []byte) payment.Answer {
	m := s.methods[method]
	n, err := m.Provider.ParseNotification(headers, body, s.opts.Now())
	switch {
	case errors.Is(err, payment.ErrWrongMerchant):
		if kept := s.keepStranger(ctx, m, n); kept != nil {
			err = kept
		}
	case err == nil:
		err = s.take(ctx, m, n)
	}
	if err != nil {
		s.opts.Log.Warn("order: a notification was refused", "method", method, "error", err)
		return m.Provider.Nack(err)
	}
	return m.Provider.Ack()
}

// keepStranger leaves a notification for another merchant to a person.
func (s *Service) keepStranger(ctx context.Context, m Method, n payment.Notification) error {
	r := s.stranger(m, n, WrongMerchant)
	return s.Store.Write(ctx, transactionKeyOf(r.Method, r.Transaction).Bucket, func(tx *store.Tx) error { return s.openReview(tx, r) })
}

// Callback takes in the documented callback, which its CallbackReader has
// believed. One that comes again changes nothing.
// Faults: ErrNotFound, ErrMismatch.
// contract: S2-07
func (s *Service) Callback(ctx context.Context, c payment.Callback) error {
	route, ok := BucketOf(c.OrderID)
	if !ok {
		return ErrNotFound
	}
	var refused error
	err := s.Store.Write(ctx, route, func(tx *store.Tx) error {
		refused = nil
		o, err := Get(tx, c.OrderID)
		if err != nil {
			return err
		}
		if c.State != payment.Paid {
			if c.Method != o.Method {
				refused = ErrMismatch
				return nil
			}
			return s.fail(tx, &o, becauseFailed)
		}
		wrong, err := s.paid(tx, &o, receipt{c.Method, c.TransactionID, c.Amount, c.Amount == 0})
		if wrong && !o.settled() {
			refused = ErrMismatch
		}
		return err
	})
	if err != nil {
		return err
	}
	return refused
}
