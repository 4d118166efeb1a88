package sandbox

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

// Faults of the cashier's verbs.
var (
	ErrTradeAbsent = fault.New(fault.NotFound, "sandbox.absent", "There is no such trade in the sandbox.")
	ErrTradeState  = fault.New(fault.Conflict, "sandbox.state", "The trade's state in the sandbox does not allow this.")
	ErrRefund      = fault.New(fault.Refused, "sandbox.refund", "The refund's amount does not fit the trade.")
	ErrNoNotice    = fault.New(fault.Refused, "sandbox.no_notice", "The provider sends no notification about this.")
)

// Trade is an order at the bank.
type Trade struct {
	Ref           string // unguessable, names the trade in URLs
	Provider      string // payment.Alipay or payment.Wechat
	OrderID       string
	Subject       string
	Amount        amount.Amount // fen
	NotifyURL     string
	ReturnURL     string
	State         payment.State
	TransactionID string
	Refunds       []Refund
	CreatedAt     instant.Instant
	ExpiresAt     instant.Instant // zero: never
	PaidAt        instant.Instant
}

// Refund is money given back.
type Refund struct {
	RefundID  string
	Amount    amount.Amount // fen
	NotifyURL string
	RefundAt  instant.Instant
}

// Refunded is how much has been given back, in fen.
func (t Trade) Refunded() (sum amount.Amount) {
	for _, r := range t.Refunds {
		sum += r.Amount
	}
	return sum
}

// refund finds a refund by its id.
func (t Trade) refund(id string) (Refund, bool) {
	for _, r := range t.Refunds {
		if r.RefundID == id {
			return r, true
		}
	}
	return Refund{}, false
}

// at is the trade as it stands now: the deadline closes what nobody paid.
func (t Trade) at(now instant.Instant) Trade {
	unpaid := t.State == payment.Waiting || t.State == payment.Failed
	if unpaid && !t.ExpiresAt.IsZero() && now >= t.ExpiresAt {
		t.State = payment.Closed
	}
	return t
}
