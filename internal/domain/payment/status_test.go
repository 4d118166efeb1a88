package payment_test

import (
	"errors"
	"testing"

	"guerdon/internal/domain/payment"
)

func TestSettles(t *testing.T) {
	due := payment.Due{OrderID: "R20260122AAAA", Amount: 1000}
	paid := payment.Status{OrderID: due.OrderID, TransactionID: "T1", State: payment.Paid, Amount: 1000}
	with := func(change func(*payment.Status)) payment.Status {
		s := paid
		change(&s)
		return s
	}
	for name, c := range map[string]struct {
		status payment.Status
		want   error
	}{
		"exactly what is due":   {paid, nil},
		"one fen less":          {with(func(s *payment.Status) { s.Amount = 999 }), payment.ErrWrongAmount},
		"one fen more":          {with(func(s *payment.Status) { s.Amount = 1001 }), payment.ErrWrongAmount},
		"amount not told":       {with(func(s *payment.Status) { s.Amount = 0 }), payment.ErrWrongAmount},
		"another order":         {with(func(s *payment.Status) { s.OrderID = "R20260122BBBB" }), payment.ErrWrongOrder},
		"waiting":               {with(func(s *payment.Status) { s.State = payment.Waiting }), payment.ErrNotPaid},
		"closed":                {with(func(s *payment.Status) { s.State = payment.Closed }), payment.ErrNotPaid},
		"refunded meanwhile":    {with(func(s *payment.Status) { s.State = payment.Refunded }), payment.ErrNotPaid},
		"state not told":        {with(func(s *payment.Status) { s.State = "" }), payment.ErrNotPaid},
		"no transaction number": {with(func(s *payment.Status) { s.TransactionID = "" }), payment.ErrNotPaid},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.status.Settles(due); !errors.Is(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	if err := (payment.Status{State: payment.Paid, TransactionID: "T"}).Settles(payment.Due{}); !errors.Is(err, payment.ErrWrongAmount) {
		t.Errorf("zero settles zero: %v", err)
	}
}
