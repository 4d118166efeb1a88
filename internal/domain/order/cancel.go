package order

import (
	"context"
	"errors"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store"
)

// Cancel ends a member's own order that waits for its payment, and gives back
// the coupon that it reserved. Cancelling again changes nothing. Should the
// payment be on its way, it still pays the order. The provider is told at
// once, and again by a job until it knows.
// Faults: ErrNotFound (also another member's), ErrState.
func (s *Service) Cancel(ctx context.Context, member id.ID, orderID string) (Order, error) {
	o, err := s.change(ctx, orderID, func(tx *store.Tx, o *Order) (bool, error) {
		state := o.StateAt(tx.Now())
		switch {
		case o.Member != member:
			return false, ErrNotFound
		case o.State == Failed && o.Reason == becauseCancelled:
			return false, nil
		case state != Pending:
			return false, ErrState.With("state", string(state))
		}
		return false, s.fail(tx, o, becauseCancelled)
	})
	m, ok := s.methodOf(&o)
	if err != nil || !ok {
		return o, err
	}
	call, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	if err := m.Provider.Close(call, o.ID); err != nil && !errors.Is(err, payment.ErrAbsent) {
		s.opts.Log.Warn("order: not closed at the provider yet", "order", o.ID, "error", err)
	}
	return o, nil
}
