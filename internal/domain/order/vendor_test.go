package order_test

import (
	"context"
	"net/http"
	"sync"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

// vendor is a provider that does as it is told. A call fails first with what
// is set for it.
type vendor struct {
	name string
	now  func() instant.Instant

	mu       sync.Mutex
	trades   map[string]*payment.Status
	refunds  map[string]payment.RefundState
	fails    map[string][]error // by call
	after    map[string][]error // after the call did its work: an answer that was lost
	calls    map[string]int
	slow     bool // refunds take their time
	lastSeen payment.PlaceCmd
}

func (v *vendor) failNext(call string, errs ...error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fails == nil {
		v.fails = map[string][]error{}
	}
	v.fails[call] = append(v.fails[call], errs...)
}

func (v *vendor) loseNext(call string, n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.after == nil {
		v.after = map[string][]error{}
	}
	for range n {
		v.after[call] = append(v.after[call], payment.ErrUnknown)
	}
}

// calm lets every call succeed from now on.
func (v *vendor) calm() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fails, v.after = nil, nil
}

// enter begins a call; the caller unlocks.
func (v *vendor) enter(call string) error {
	v.mu.Lock()
	if v.calls == nil {
		v.calls = map[string]int{}
	}
	v.calls[call]++
	return pop(v.fails, call)
}

func pop(of map[string][]error, call string) error {
	if len(of[call]) == 0 {
		return nil
	}
	err := of[call][0]
	of[call] = of[call][1:]
	return err
}

func (v *vendor) count(call string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.calls[call]
}

// Name is the vendor's.
func (v *vendor) Name() string { return v.name }

// Place opens a trade.
func (v *vendor) Place(_ context.Context, cmd payment.PlaceCmd) (payment.Placed, error) {
	defer v.mu.Unlock()
	if err := v.enter("place"); err != nil {
		return payment.Placed{}, err
	}
	if err := cmd.Check(v.now()); err != nil {
		return payment.Placed{}, err
	}
	v.lastSeen = cmd
	if v.trades[cmd.OrderID] == nil {
		v.trades[cmd.OrderID] = &payment.Status{OrderID: cmd.OrderID, State: payment.Waiting, Amount: cmd.Amount}
	}
	return payment.Placed{PayURL: "https://pay.example/" + cmd.OrderID, Use: payment.Open}, pop(v.after, "place")
}

// Query tells about a trade.
func (v *vendor) Query(_ context.Context, orderID string) (payment.Status, error) {
	defer v.mu.Unlock()
	if err := v.enter("query"); err != nil {
		return payment.Status{}, err
	}
	if t := v.trades[orderID]; t != nil {
		return *t, nil
	}
	return payment.Status{OrderID: orderID, State: payment.Absent}, nil
}

// Refund gives a trade's money back.
func (v *vendor) Refund(_ context.Context, cmd payment.RefundCmd) (payment.RefundStatus, error) {
	defer v.mu.Unlock()
	if err := v.enter("refund"); err != nil {
		return payment.RefundStatus{}, err
	}
	t := v.trades[cmd.OrderID]
	out := payment.RefundStatus{OrderID: cmd.OrderID, RefundID: cmd.RefundID, Amount: cmd.Amount}
	if before, known := v.refunds[cmd.RefundID]; known {
		out.State = before
		return out, pop(v.after, "refund")
	}
	if t == nil || t.State != payment.Paid {
		return out, payment.ErrState
	}
	if out.State = payment.RefundSucceeded; v.slow {
		out.State = payment.RefundProcessing
	} else {
		t.State, t.Refunded = payment.Refunded, cmd.Amount
	}
	v.refunds[cmd.RefundID] = out.State
	return out, pop(v.after, "refund")
}

// QueryRefund tells about a refund.
func (v *vendor) QueryRefund(_ context.Context, ref payment.RefundRef) (payment.RefundStatus, error) {
	defer v.mu.Unlock()
	if err := v.enter("query_refund"); err != nil {
		return payment.RefundStatus{}, err
	}
	out := payment.RefundStatus{OrderID: ref.OrderID, RefundID: ref.RefundID, State: payment.RefundAbsent}
	if state, known := v.refunds[ref.RefundID]; known {
		out.State = state
	}
	return out, nil
}

// Close closes a trade.
func (v *vendor) Close(_ context.Context, orderID string) error {
	defer v.mu.Unlock()
	if err := v.enter("close"); err != nil {
		return err
	}
	switch t := v.trades[orderID]; {
	case t == nil:
		return payment.ErrAbsent
	case t.State == payment.Paid || t.State == payment.Refunded:
		return payment.ErrState
	default:
		t.State = payment.Closed
		return nil
	}
}

// pay pays a trade and names the transaction.
func (v *vendor) pay(orderID string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	t := v.trades[orderID]
	t.State, t.TransactionID, t.PaidAt = payment.Paid, "T"+orderID, v.now()
	return t.TransactionID
}

func (v *vendor) set(orderID string, state payment.State) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.trades[orderID].State = state
}

func (v *vendor) setRefund(refund string, state payment.RefundState) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.refunds[refund] = state
}

// A notification of this vendor is a fixed value under a header.
var notices sync.Map

// ParseNotification finds the value.
func (v *vendor) ParseNotification(_ payment.Headers, body []byte, _ instant.Instant) (payment.Notification, error) {
	n, known := notices.Load(string(body))
	if !known {
		return payment.Notification{}, payment.ErrSignature
	}
	return n.(payment.Notification), nil
}

// Ack is 200.
func (v *vendor) Ack() payment.Answer {
	return payment.Answer{Status: http.StatusOK, Body: []byte("ok")}
}

// Nack is 500, or 401 where it was not believed.
func (v *vendor) Nack(reason error) payment.Answer {
	if f := fault.Of(reason); f.Kind == fault.Unauthenticated {
		return payment.Answer{Status: http.StatusUnauthorized, Body: []byte("no")}
	}
	return payment.Answer{Status: http.StatusInternalServerError, Body: []byte("later")}
}

// notify hands over a notification of the method's vendor.
func (b *bench) notify(method, name string, n payment.Notification) payment.Answer {
	notices.Store(name, n)
	return b.orders.Notify(context.Background(), method, nil, []byte(name))
}
