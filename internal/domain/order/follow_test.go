package order_test

import (
	"testing"
	"time"

	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store"
)

func TestALostCallbackIsFound(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		byJob, byAsking := b.recharge(1000, payment.Alipay), b.recharge(1000, payment.Wechat)
		b.vendors[payment.Alipay].pay(byJob.ID)
		b.vendors[payment.Wechat].pay(byAsking.ID)
		if o, err := b.orders.Refresh(t.Context(), byAsking.ID); err != nil || o.State != order.Paid {
			t.Errorf("asked: %s, %v", o.State, err)
		}
		asked := b.vendors[payment.Wechat].count("query")
		if _, err := b.orders.Refresh(t.Context(), byAsking.ID); err != nil || b.vendors[payment.Wechat].count("query") != asked {
			t.Errorf("a paid order was looked up again, %v", err)
		}
		b.later(20*time.Second, 5*time.Second)
		b.wantState(byJob, order.Paid)
		if b.credits() != 200 {
			t.Errorf("%d credits", b.credits())
		}
	})
}

// A member who asks all the time makes us ask the vendor now and then.
func TestAskingIsBounded(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		for range 10 {
			if got, err := b.orders.Refresh(t.Context(), o.ID); err != nil || got.State != order.Pending {
				t.Fatal(got, err)
			}
		}
		if n := b.vendors[payment.Alipay].count("query"); n != 1 {
			t.Errorf("asked %d times at once", n)
		}
		b.vendors[payment.Alipay].failNext("query", payment.ErrUnknown)
		b.clock.Advance(4 * time.Second)
		if got, err := b.orders.Refresh(t.Context(), o.ID); err != nil || got.State != order.Pending {
			t.Errorf("without an answer: %s, %v", got.State, err)
		}
		b.later(30*time.Minute, 10*time.Second)
		if n := b.vendors[payment.Alipay].count("query"); n > 25 {
			t.Errorf("the job asked %d times in half an hour", n)
		}
	})
}

// Placing may fail in every way: nothing is lost, and nothing happens twice.
func TestPlacingIsTriedAgain(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		v := b.vendors[payment.Wechat]
		v.failNext("place", payment.ErrUnknown, payment.ErrBusy)
		place := func() order.Order {
			o, err := do(b, func(tx *store.Tx) (order.Order, error) {
				return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: order.Wechat}, Amount: 1000})
			})
			b.must(err)
			return o
		}
		unopened := place()
		for range 2 {
			if o, err := b.orders.Open(t.Context(), unopened.ID); err != nil || o.PayURL != "" || o.State != order.Pending {
				t.Errorf("%+v, %v", o, err)
			}
		}
		b.later(20*time.Second, 5*time.Second) // the job places it
		if o := b.load(unopened); o.PayURL == "" || o.PayUse != payment.Open {
			t.Errorf("%+v", o)
		}
		lost := place() // placed there, and the answer was lost
		v.loseNext("place", 1)
		if o, err := b.orders.Open(t.Context(), lost.ID); err != nil || o.PayURL != "" {
			t.Errorf("%+v, %v", o, err)
		}
		v.pay(lost.ID)
		if o, err := b.orders.Refresh(t.Context(), lost.ID); err != nil || o.State != order.Paid {
			t.Errorf("%s, %v", o.State, err)
		}
	})
}

// What nobody paid is closed at the vendor, so that nobody can pay it later.
func TestUnpaidOrdersAreClosed(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		v := b.vendors[payment.Alipay]
		unpaid, crossing, unheard := b.recharge(1000, payment.Alipay), b.recharge(1000, payment.Alipay), b.recharge(1000, payment.Alipay)
		v.failNext("close", payment.ErrUnknown, payment.ErrBusy)
		b.later(29*time.Minute, time.Minute)
		v.pay(crossing.ID) // in the last minute, and nobody tells
		b.later(20*time.Minute, time.Minute)
		b.wantState(unpaid, order.Expired)
		b.wantState(crossing, order.Paid)
		b.wantState(unheard, order.Expired)
		for _, o := range []order.Order{unpaid, unheard} {
			if st, _ := v.Query(t.Context(), o.ID); st.State != payment.Closed {
				t.Errorf("at the vendor it is %s", st.State)
			}
		}
		asked := v.count("query")
		b.later(2*time.Hour, 10*time.Minute)
		if v.count("query") != asked {
			t.Error("an order that has ended is looked up")
		}
	})
}

func TestWhatTheVendorSaysEndsAnOrder(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		v := b.vendors[payment.Wechat]
		for state, want := range map[payment.State]order.State{payment.Closed: order.Failed, payment.Failed: order.Failed, payment.Refunded: order.Failed, payment.Waiting: order.Pending} {
			o := b.recharge(1000, payment.Wechat)
			v.set(o.ID, state)
			got, err := b.orders.Refresh(t.Context(), o.ID)
			if err != nil || got.State != want {
				t.Errorf("%s there is %s here, %v", state, got.State, err)
			}
			if state == payment.Failed { // the next attempt succeeds
				v.pay(o.ID)
				b.later(31*time.Minute, time.Minute)
				b.wantState(o, order.Paid)
			}
		}
	})
}

// A vendor that pays an order with another amount is not believed, and the
// order ends when its time is over.
func TestAWrongAmountThereEndsInReview(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		v := b.vendors[payment.Alipay]
		v.pay(o.ID)
		v.mu.Lock()
		v.trades[o.ID].Amount = 1001
		v.mu.Unlock()
		b.later(40*time.Minute, time.Minute)
		b.wantState(o, order.Expired)
		if got := b.reviews(); len(got) != 1 || got[0] != "wrong_amount" || b.credits() != 0 {
			t.Errorf("%v, %d credits", got, b.credits())
		}
	})
}

// Without an answer for two days nobody is asked any more; an order that the
// job was lost of gets a new one.
func TestAVendorThatIsGone(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		v := b.vendors[payment.Alipay]
		for range 2000 {
			v.failNext("query", payment.ErrUnknown)
		}
		b.later(50*time.Hour, 5*time.Minute)
		b.wantState(o, order.Expired)
		asked := v.count("query")
		b.later(time.Hour, 10*time.Minute)
		if v.count("query") != asked {
			t.Error("it is asked for ever")
		}
		orphan := b.recharge(1000, payment.Wechat)
		b.build(nil) // the method is configured no more
		b.later(32*time.Minute, time.Minute)
		b.wantState(orphan, order.Expired)
	})
}
