package payment

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
)

// State is what a provider says about an order. It is "" in a message about a
// refund that did not succeed, which says nothing about the order.
type State string

// The states of an order at its provider.
const (
	Absent   State = "absent"   // never seen there
	Waiting  State = "waiting"  // may still be paid
	Paid     State = "paid"     // money taken, none given back
	Refunded State = "refunded" // money taken, some or all given back
	Failed   State = "failed"   // an attempt failed; another may succeed until it is closed
	Closed   State = "closed"   // never paid, and never will be
)

// Status is an order as its provider knows it.
type Status struct {
	OrderID       string
	TransactionID string // the provider's own, "" before it is paid
	State         State
	Amount        amount.Amount   // fen that the order costs; 0 where the provider did not tell
	Refunded      amount.Amount   // fen given back so far; 0 where none or not told
	PaidAt        instant.Instant // zero where not paid or not told
	Detail        string          // the provider's own word for the state, for the log
}

// Due is what an order waits for.
type Due struct {
	OrderID string
	Amount  amount.Amount // fen
}

// Settles tells whether s pays what is due: nil if so, else the first reason.
// Faults: ErrWrongOrder, ErrNotPaid, ErrWrongAmount.
func (s Status) Settles(d Due) error {
	switch {
	case s.OrderID != d.OrderID:
		return ErrWrongOrder
	case s.State != Paid || s.TransactionID == "":
		return ErrNotPaid
	case s.Amount != d.Amount || s.Amount <= 0:
		return ErrWrongAmount
	}
	return nil
}

// RefundState is what a provider says about a refund.
type RefundState string

// The states of a refund at its provider.
const (
	RefundAbsent     RefundState = "absent"     // not known there: it may be requested again under the same id
	RefundProcessing RefundState = "processing" // accepted, not yet done
	RefundSucceeded  RefundState = "succeeded"  // given back
	RefundFailed     RefundState = "failed"     // will not happen by itself; a person must look
)

// RefundStatus is a refund as its provider knows it.
type RefundStatus struct {
	OrderID       string
	RefundID      string
	TransactionID string // of the payment, "" where not told
	State         RefundState
	Amount        amount.Amount // fen of this refund; 0 where not told
	Detail        string        // the provider's own word, for the log
}
