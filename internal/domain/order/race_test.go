package order_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store"
)

// together runs all of them at once, and returns what failed.
func together(list ...func() error) []error {
	var wg sync.WaitGroup
	begin := make(chan struct{})
	out := make([]error, len(list))
	for i, fn := range list {
		wg.Go(func() {
			<-begin
			out[i] = fn()
		})
	}
	close(begin)
	wg.Wait()
	return out
}

func TestTwentyCallbacksCreditOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		m := b.plan(membership.Monthly, payment.Wechat)
		var calls []func() error
		for range 20 {
			calls = append(calls, func() error { return b.callback(o, "T"+o.ID) }, func() error { return b.callback(m, "T"+m.ID) })
		}
		for _, err := range together(calls...) {
			b.must(err)
		}
		if b.credits() != 100 || b.others.money != 1990 || b.member().EndsAt != b.load(m).EndsAt {
			t.Errorf("%d credits, revenue %d", b.credits(), b.others.money)
		}
	})
}

// Twenty transactions claim to pay one order, and one transaction to pay
// twenty: each pays once, and the rest waits for a person.
func TestTransactionsPayOneOrder(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		one := b.recharge(1000, payment.Alipay)
		var calls []func() error
		for i := range 20 {
			calls = append(calls, func() error { return b.callback(one, "each"+string(rune('a'+i))) })
		}
		for _, err := range together(calls...) {
			b.must(err) // the order is paid: the vendor need not come again
		}
		if b.credits() != 100 || len(b.reviews()) != 19 {
			t.Errorf("%d credits, %d reviews", b.credits(), len(b.reviews()))
		}
		calls = nil
		for range 15 {
			o := b.recharge(1000, payment.Wechat)
			calls = append(calls, func() error { return b.callback(o, "the same") })
		}
		refused := 0
		for _, err := range together(calls...) {
			if errors.Is(err, order.ErrMismatch) {
				refused++
			} else {
				b.must(err)
			}
		}
		if refused != 14 || b.credits() != 200 {
			t.Errorf("%d refused, %d credits", refused, b.credits())
		}
	})
}

// A payment crosses with everything that may end its order.
func TestAPaymentCrossesWithEverything(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for range 12 {
			o := b.recharge(1000, payment.Alipay)
			b.clock.Set(o.ExpiresAt) // its time is over this moment
			transaction := b.vendors[payment.Alipay].pay(o.ID)
			before := b.credits()
			var refunded atomic.Bool
			together(
				func() error { return b.callback(o, transaction) },
				func() error { _, err := b.orders.Cancel(t.Context(), alice, o.ID); return err },
				func() error { _, err := b.runner.Step(t.Context()); return err },
				func() error { return b.callback(o, transaction) },
				func() error {
					return b.orders.Callback(t.Context(), payment.Callback{OrderID: o.ID, Method: o.Method, State: payment.Failed})
				},
				func() error {
					_, err := b.refund(o)
					refunded.Store(err == nil)
					return err
				},
				func() error { _, err := b.orders.Refresh(t.Context(), o.ID); return err },
			)
			b.work()
			want, credits := order.Paid, before+100
			if refunded.Load() {
				want, credits = order.Refunded, before
			}
			if got := b.load(o); got.State != want || b.credits() != credits {
				t.Fatalf("it is %s with %d credits, want %s with %d", got.State, b.credits(), want, credits)
			}
		}
	})
}

func TestTwentyRefundsGiveBackOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		b.pay(o)
		whole := payment.Notification{Status: payment.Status{OrderID: o.ID, TransactionID: "T" + o.ID, State: payment.Refunded, Amount: 1000, Refunded: 1000}}
		notices.Store("whole", whole)
		var calls []func() error
		for range 7 {
			calls = append(calls,
				func() error { _, err := b.refund(o); return err },
				func() error { b.orders.Notify(t.Context(), o.Method, nil, []byte("whole")); return nil },
				func() error { _, err := b.runner.Step(t.Context()); return err },
			)
		}
		together(calls...)
		b.later(10*time.Minute, time.Minute)
		b.wantState(o, order.Refunded)
		if b.credits() != 0 || b.others.money != 0 {
			t.Errorf("%d credits, revenue %d", b.credits(), b.others.money)
		}
	})
}

// The limit of open orders holds for callers who come at once.
func TestTheLimitOfOpenOrdersHolds(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		var calls []func() error
		for range order.OpenMax + 10 {
			calls = append(calls, func() error {
				_, err := do(b, func(tx *store.Tx) (order.Order, error) {
					return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: order.Alipay}, Amount: 100})
				})
				return err
			})
		}
		refused := len(slices.DeleteFunc(together(calls...), func(err error) bool { return !errors.Is(err, order.ErrTooMany) }))
		if refused != 10 {
			t.Errorf("%d of 10 refused", refused)
		}
	})
}
