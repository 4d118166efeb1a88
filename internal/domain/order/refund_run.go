package order

import (
	"context"
	"errors"
	"strconv"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// RunRefund is the handler of JobRefund: it asks the provider to give money
// back, the same until it has, and finds out what became of it. It may be
// abandoned between any two steps, and run twice at a time.
func (s *Service) RunRefund(ctx context.Context, j job.Job) (job.Outcome, error) {
	refund, err := strconv.Unquote(string(j.Payload))
	if err != nil {
		return job.Discard("unreadable payload"), nil
	}
	r, err := s.advance(ctx, refund)
	switch {
	case errors.Is(err, ErrNoRefund):
		return job.Discard("no such refund"), nil
	case errors.Is(err, ErrUnconfigured):
		return job.SnoozeUntil(s.opts.Now().Add(gapMax)), nil
	case err != nil:
		return job.Outcome{}, err
	case r.EndedAt != 0:
		return job.Done(), nil
	}
	return job.SnoozeUntil(r.lookAt(s.opts.Now())), nil
}

// lookAt is when to go on with an unfinished refund: soon at first, every
// half hour in the end.
func (r *Refund) lookAt(now instant.Instant) instant.Instant {
	return now.Add(min(2*time.Second<<min(max(r.Tries, 0), 10), 30*time.Minute))
}

// advance takes a refund a step on and returns it as it is then.
// Faults: ErrNoRefund, ErrUnconfigured.
func (s *Service) advance(ctx context.Context, refund string) (Refund, error) {
	r, err := loadRefund(ctx, s.Store, refund)
	if err != nil || r.EndedAt != 0 {
		return r, err
	}
	o, err := Load(ctx, s.Store, r.Order)
	if err != nil {
		return r, err
	}
	m, ok := s.methodOf(&o)
	if !ok {
		return r, ErrUnconfigured.With("method", o.Method)
	}
	s.remind(m, &o)
	call, cancel := context.WithTimeout(ctx, 3*s.opts.CallTime)
	defer cancel()
	found, err := s.ask(call, m, &o, &r)
	return s.takeRefund(ctx, r, func(tx *store.Tx, o *Order, r *Refund) error { return s.apply(tx, o, r, found, err) })
}

// remind tells a sandbox that has forgotten it of a payment.
func (s *Service) remind(m Method, o *Order) {
	if f, ok := m.Provider.(payment.Forgetful); ok && o.Sandbox {
		f.Restore(s.command(o), payment.Status{OrderID: o.ID, TransactionID: o.Transaction, State: payment.Paid, Amount: o.Payable, PaidAt: o.PaidAt})
	}
}

// ask finds out about a refund that the provider may have, and else has it
// made. It is refused only where the provider says no, says that it has no
// such refund, and has not given the order's money back in another way.
func (s *Service) ask(ctx context.Context, m Method, o *Order, r *Refund) (payment.RefundStatus, error) {
	ref := payment.RefundRef{OrderID: o.ID, RefundID: r.ID}
	if r.State != RefundRequested {
		found, err := m.Provider.QueryRefund(ctx, ref)
		if err != nil || found.State == payment.RefundProcessing || found.State == payment.RefundSucceeded {
			return found, err
		}
		if found.State == payment.RefundFailed {
			return s.otherwise(ctx, m, o, found)
		}
	}
	found, err := m.Provider.Refund(ctx, payment.RefundCmd{
		OrderID: o.ID, RefundID: r.ID, Amount: r.Amount, Total: o.Payable, NotifyURL: s.opts.NotifyURL + o.Method,
	})
	if err != nil && (errors.Is(err, payment.ErrUnknown) || errors.Is(err, payment.ErrBusy)) {
		return found, err
	}
	if err == nil && found.State != payment.RefundFailed {
		return found, nil
	}
	detail := found.Detail
	if err != nil {
		detail = err.Error()
	}
	if found, err = m.Provider.QueryRefund(ctx, ref); err != nil || found.State == payment.RefundProcessing || found.State == payment.RefundSucceeded {
		return found, err
	}
	return s.otherwise(ctx, m, o, payment.RefundStatus{State: payment.RefundFailed, Detail: detail})
}

// otherwise looks whether the money of a refused refund went back in another
// way: by a dispute, or on the provider's own pages.
func (s *Service) otherwise(ctx context.Context, m Method, o *Order, no payment.RefundStatus) (payment.RefundStatus, error) {
	st, err := m.Provider.Query(ctx, o.ID)
	if err == nil && st.State == payment.Refunded && (st.Refunded == 0 || st.Refunded == o.Payable) {
		return payment.RefundStatus{State: payment.RefundSucceeded, Detail: "given back otherwise: " + st.Detail}, nil
	}
	return no, err
}

// apply takes in what a provider says about an unfinished refund.
func (s *Service) apply(tx *store.Tx, o *Order, r *Refund, found payment.RefundStatus, err error) error {
	r.Tries++
	if err != nil {
		s.opts.Log.Warn("order: no answer about a refund", "refund", r.ID, "error", err)
		if errors.Is(err, payment.ErrUnknown) && r.State == RefundRequested {
			r.State = RefundUnknown
		}
		return nil
	}
	r.Detail = plain(found.Detail)
	switch found.State {
	case payment.RefundSucceeded:
		return s.complete(tx, o, r)
	case payment.RefundFailed:
		return s.deny(tx, o, r)
	}
	if r.State != RefundSubmitted {
		r.State, r.Tries = RefundSubmitted, 0
	}
	return nil
}

// takeRefund changes a refund that has not ended, and its order.
func (s *Service) takeRefund(ctx context.Context, r Refund, fn func(tx *store.Tx, o *Order, r *Refund) error) (out Refund, err error) {
	return store.Do(ctx, s.Store, r.Bucket, func(tx *store.Tx) (Refund, error) {
		o, err := Get(tx, r.Order)
		if err != nil {
			return Refund{}, err
		}
		now, found, err := refunds.Get(tx, r.refundKey)
		if err != nil || !found || now.EndedAt != 0 {
			return now, err // somebody else ended it
		}
		if err := fn(tx, &o, &now); err != nil {
			return Refund{}, err
		}
		now.ChangedAt = tx.Now()
		refunds.Put(tx, now)
		o.put(tx)
		return now, nil
	})
}

func loadRefund(ctx context.Context, q store.Querier, refund string) (Refund, error) {
	orderID, _, _ := cutRefund(refund)
	b, ok := BucketOf(orderID)
	if !ok {
		return Refund{}, ErrNoRefund
	}
	r, found, err := store.SelectOne[Refund](ctx, q, "SELECT "+refundColumns+" FROM purchase_refund WHERE bucket = ? AND id = ?", b, refund)
	if err == nil && !found {
		err = ErrNoRefund
	}
	return r, err
}

// cutRefund takes a refund's id apart.
func cutRefund(refund string) (orderID, n string, ok bool) {
	if len(refund) <= idLength || refund[idLength] != 'F' {
		return "", "", false
	}
	return refund[:idLength], refund[idLength+1:], true
}
