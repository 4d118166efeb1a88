package payment

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
)

// Callback is a report that an order was or was not paid, in the source
// document's own form, believed as far as its CallbackReader says.
// contract: S2-07
type Callback struct {
	OrderID       string
	Method        string        // as the document names it: "alipay", "wechat"
	TransactionID string        // may be "" where the payment failed
	State         State         // Paid or Failed
	Amount        amount.Amount // fen; 0 where the sender did not tell
}

// CallbackReader believes and reads the documented callback.
type CallbackReader interface {
	// Parse reads a callback that arrived at now.
	// Faults: ErrSignature, ErrStale, ErrNotification.
	Parse(headers Headers, body []byte, now instant.Instant) (Callback, error)
}

// Settles tells whether c pays what is due by the given method: nil if so,
// else the first reason. An amount that the sender did not tell is not
// compared. Faults: ErrWrongOrder (also another method), ErrNotPaid,
// ErrWrongAmount.
func (c Callback) Settles(due Due, method string) error {
	switch {
	case c.OrderID != due.OrderID || c.Method != method:
		return ErrWrongOrder
	case c.State != Paid:
		return ErrNotPaid
	case c.Amount != 0 && c.Amount != due.Amount:
		return ErrWrongAmount
	}
	return nil
}
