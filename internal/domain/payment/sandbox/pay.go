package sandbox

import (
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

// Get is a trade as it stands now. Faults: ErrTradeAbsent.
func (b *Bank) Get(ref string) (Trade, error) {
	return b.book.change(ref, func(t *Trade) error {
		*t = t.at(b.now())
		return nil
	})
}

// Find is the trade of an order as it stands now. Faults: ErrTradeAbsent.
func (b *Bank) Find(provider, orderID string) (Trade, error) {
	return b.Get(b.book.ofOrder(provider, orderID))
}

// Pay takes the imagined money. Paying twice changes nothing.
// Faults: ErrTradeAbsent, ErrTradeState (closed or past its deadline).
func (b *Bank) Pay(ref string) (Trade, error) {
	now := b.now()
	return b.book.change(ref, func(t *Trade) error {
		if t.at(now).State == payment.Closed {
			return ErrTradeState
		}
		t.pay(now)
		return nil
	})
}

// PayLate takes the imagined money even after the trade was closed, as when a
// payment crosses with the order's expiry. Faults: ErrTradeAbsent.
func (b *Bank) PayLate(ref string) (Trade, error) {
	now := b.now()
	return b.book.change(ref, func(t *Trade) error {
		t.pay(now)
		return nil
	})
}

func (t *Trade) pay(now instant.Instant) {
	if t.State == payment.Paid || t.State == payment.Refunded {
		return
	}
	t.State, t.PaidAt = payment.Paid, now
}

// Fail lets an attempt to pay fail. Faults: ErrTradeAbsent, ErrTradeState.
func (b *Bank) Fail(ref string) (Trade, error) {
	now := b.now()
	return b.book.change(ref, func(t *Trade) error {
		if t.at(now).State != payment.Waiting {
			return ErrTradeState
		}
		t.State = payment.Failed
		return nil
	})
}

// shut closes an unpaid trade for the merchant. Closing twice is fine.
func (b *Bank) shut(ref string) (Trade, error) {
	now := b.now()
	return b.book.change(ref, func(t *Trade) error {
		if t.State == payment.Paid || t.State == payment.Refunded {
			return ErrTradeState
		}
		*t = t.at(now)
		t.State = payment.Closed
		return nil
	})
}

// giveBack records a refund for the merchant and tells whether it is a new
// one. The same id with another amount is refused.
func (b *Bank) giveBack(ref string, r Refund) (t Trade, isNew bool, err error) {
	r.RefundAt = b.now()
	t, err = b.book.change(ref, func(t *Trade) error {
		if old, found := t.refund(r.RefundID); found {
			return sameRefund(old, r)
		}
		if t.State != payment.Paid && t.State != payment.Refunded {
			return ErrTradeState
		}
		if r.Amount < 1 || r.Amount > t.Amount-t.Refunded() {
			return ErrRefund
		}
		t.Refunds = append(t.Refunds, r)
		t.State, isNew = payment.Refunded, true
		return nil
	})
	return t, isNew, err
}

func sameRefund(old, again Refund) error {
	if old.Amount != again.Amount {
		return ErrRefund
	}
	return nil
}

// open keeps a new trade, or finds the same one again.
func (b *Bank) open(t Trade) (Trade, error) {
	if payment.CheckOrderID(t.OrderID) != nil || t.Amount < 1 || t.Amount > payment.AmountMax {
		return Trade{}, payment.ErrCommand
	}
	now := b.now()
	t.Ref, t.State, t.CreatedAt = b.refOf(t.Provider, t.OrderID), payment.Waiting, now
	t.TransactionID = transactionID(t.Provider, now)
	kept, added := b.book.add(t)
	state := kept.at(now).State
	if !added && (kept.Amount != t.Amount || (state != payment.Waiting && state != payment.Failed)) {
		return kept, ErrTradeState
	}
	return kept, nil
}
