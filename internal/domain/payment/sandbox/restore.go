package sandbox

import "guerdon/internal/domain/payment"

// Provider is an adapter that pays at a bank, and can remind the bank of what
// it knew before the program started anew.
type Provider struct {
	payment.Provider
	bank *Bank
}

var _ payment.Forgetful = Provider{}

// At makes a Provider of an adapter that was configured to pay at the bank.
func (b *Bank) At(p payment.Provider) Provider { return Provider{p, b} }

// Restore adds the trade of an order that was paid, or marks it as paid where
// the bank has it unpaid: the documented callback may have paid it.
func (p Provider) Restore(o payment.PlaceCmd, paid payment.Status) {
	transaction := paid.TransactionID
	if len(transaction) != transactionIDLength { // a callback's own name for it
		transaction = transactionID(p.Name(), paid.PaidAt)
	}
	kept, added := p.bank.book.add(Trade{
		Ref: p.bank.refOf(p.Name(), o.OrderID), Provider: p.Name(), OrderID: o.OrderID, Subject: o.Subject, Amount: paid.Amount,
		NotifyURL: o.NotifyURL, ReturnURL: o.ReturnURL, State: payment.Paid, TransactionID: transaction,
		CreatedAt: paid.PaidAt, ExpiresAt: o.ExpiresAt, PaidAt: paid.PaidAt,
	})
	if added {
		return
	}
	_, _ = p.bank.book.change(kept.Ref, func(t *Trade) error { // a trade that was kept is there
		if t.PaidAt.IsZero() {
			t.State, t.PaidAt = payment.Paid, paid.PaidAt
		}
		return nil
	})
}
