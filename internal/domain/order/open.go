package order

import (
	"context"
	"errors"

	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store"
)

// Open has the provider take money for an order that was placed, and keeps
// the address at which it is paid. Where the provider's answer is lost the
// order stays without one, and the same is asked again later. An order that
// is past that comes back as it is.
// Faults: ErrNotFound; ErrRefused, where the provider would not take it.
// contract: S2-05, S2-06
func (s *Service) Open(ctx context.Context, orderID string) (Order, error) {
	o, err := Load(ctx, s.Store, orderID)
	if err != nil {
		return o, err
	}
	if o.State == Failed && o.Reason == becauseRefused {
		return o, ErrRefused
	}
	m, ok := s.methodOf(&o)
	if !ok || o.PayURL != "" || o.StateAt(s.opts.Now()) != Pending {
		return o, nil
	}
	placed, err := s.place(ctx, m, &o)
	switch {
	case err == nil:
		return s.change(ctx, o.ID, func(_ *store.Tx, o *Order) (bool, error) {
			first := o.PayURL == "" && o.State == Pending
			if first {
				o.PayURL, o.PayUse = placed.PayURL, placed.Use
			}
			return first, nil
		})
	case errors.Is(err, payment.ErrRejected), errors.Is(err, payment.ErrCommand):
		s.opts.Log.Warn("order: refused by the provider", "order", o.ID, "error", err)
		o, err = s.change(ctx, o.ID, func(tx *store.Tx, o *Order) (bool, error) {
			if o.PayURL != "" {
				return false, nil // another call was luckier
			}
			return false, s.fail(tx, o, becauseRefused)
		})
		if err == nil && o.Reason == becauseRefused {
			err = ErrRefused
		}
		return o, err
	}
	s.opts.Log.Warn("order: not placed yet", "order", o.ID, "error", err)
	return o, nil
}

// Reopen makes an order payable again at a sandbox that has forgotten it, and
// says where. An order that does not wait any more is not placed again.
// Faults: ErrNotFound, ErrState, and those of payment.Provider's Place.
func (s *Service) Reopen(ctx context.Context, orderID string) (payURL string, err error) {
	o, err := Load(ctx, s.Store, orderID)
	if err != nil {
		return "", err
	}
	m, ok := s.methodOf(&o)
	if state := o.StateAt(s.opts.Now()); !ok || !o.Sandbox || state != Pending {
		return "", ErrState.With("state", string(state))
	}
	placed, err := s.place(ctx, m, &o)
	return placed.PayURL, err
}

// place calls the provider.
func (s *Service) place(ctx context.Context, m Method, o *Order) (payment.Placed, error) {
	ctx, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	return m.Provider.Place(ctx, s.command(o))
}

// command is what the provider is asked, the same at all times.
func (s *Service) command(o *Order) payment.PlaceCmd {
	return payment.PlaceCmd{
		OrderID: o.ID, Amount: o.Payable, Subject: o.Subject(), NotifyURL: s.opts.NotifyURL + o.Method, ReturnURL: s.opts.ReturnURL,
		ExpiresAt: o.ExpiresAt, Surface: o.Surface, PayerIP: o.PayerIP,
	}
}

// Subject is what the payer reads.
func (o *Order) Subject() string {
	if o.Kind == Recharge {
		return "充值" + o.Credits.Format(0) + "积分"
	}
	return planNames[o.Plan]
}

var planNames = map[membership.Plan]string{membership.Monthly: "月度会员", membership.Quarterly: "季度会员", membership.Yearly: "年度会员"}

// change runs fn on an order in a write of its own, puts the order where fn
// says so, and returns it as it is then.
func (s *Service) change(ctx context.Context, orderID string, fn func(tx *store.Tx, o *Order) (put bool, err error)) (Order, error) {
	route, ok := BucketOf(orderID)
	if !ok {
		return Order{}, ErrNotFound
	}
	return store.Do(ctx, s.Store, route, func(tx *store.Tx) (Order, error) {
		o, err := Get(tx, orderID)
		if err != nil {
			return o, err
		}
		put, err := fn(tx, &o)
		if put && err == nil {
			o.put(tx)
		}
		return o, err
	})
}
