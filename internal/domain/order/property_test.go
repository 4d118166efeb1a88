package order_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store/storetest"
)

// Whatever happens in whatever order: the credits are those of the orders
// that are paid and not on their way back, and the books verify.
func TestRandomLivesOfOrders(t *testing.T) {
	b := newBench(t, storetest.SQLite)
	rapid.Check(t, func(t *rapid.T) {
		var list []order.Order
		before := b.credits()
		pick := func() order.Order { return rapid.SampledFrom(list).Draw(t, "order") }
		for step := range rapid.IntRange(4, 25).Draw(t, "steps") {
			act := rapid.SampledFrom([]string{"recharge", "plan", "pay", "pay", "replay", "failed", "cancel", "later", "work", "refund", "trouble", "dispute", "ask"}).Draw(t, "act")
			if len(list) == 0 {
				act = "recharge"
			}
			method := rapid.SampledFrom([]string{payment.Alipay, payment.Wechat}).Draw(t, "method")
			switch act {
			case "recharge":
				if len(list) < 8 {
					list = append(list, b.recharge(amount.Amount(rapid.IntRange(1, 5000).Draw(t, "fen")), method))
				}
			case "plan":
				if len(list) < 8 {
					list = append(list, b.plan(rapid.SampledFrom(membership.Plans()).Draw(t, "plan"), method))
				}
			case "pay":
				o := pick()
				if st, _ := b.vendors[o.Method].Query(t.Context(), o.ID); st.State == payment.Waiting || st.State == payment.Closed {
					b.pay(o)
				}
			case "replay":
				o := pick()
				if st, _ := b.vendors[o.Method].Query(t.Context(), o.ID); st.State == payment.Paid {
					b.must(b.callback(o, st.TransactionID))
				}
			case "failed":
				o := pick()
				b.must(b.orders.Callback(t.Context(), payment.Callback{OrderID: o.ID, Method: o.Method, State: payment.Failed}))
			case "cancel":
				_, _ = b.orders.Cancel(t.Context(), alice, pick().ID)
			case "later":
				b.clock.Advance(time.Duration(rapid.IntRange(1, 3000).Draw(t, "seconds")) * time.Second)
			case "work":
				b.work()
			case "refund":
				_, _ = b.refund(pick())
			case "trouble":
				call := rapid.SampledFrom([]string{"query", "refund", "query_refund", "close", "place"}).Draw(t, "call")
				b.vendors[method].failNext(call, rapid.SampledFrom([]error{payment.ErrUnknown, payment.ErrBusy}).Draw(t, "error"))
			case "dispute":
				o := pick()
				if b.load(o).State == order.Paid {
					b.vendors[o.Method].set(o.ID, payment.Refunded)
					b.notify(o.Method, fmt.Sprint(o.ID, step), payment.Notification{Status: payment.Status{OrderID: o.ID, TransactionID: "T" + o.ID, State: payment.Refunded, Amount: o.Payable, Refunded: o.Payable}})
				}
			case "ask":
				_, _ = b.orders.Refresh(t.Context(), pick().ID)
			}
		}
		var want int64
		for _, o := range list {
			now, r := b.load(o), b.lastRefund(o)
			if now.State == order.Paid && (r.ID == "" || r.State == order.RefundDenied) && o.Kind == order.Recharge {
				want += int64(o.Credits)
			}
		}
		if got := b.credits() - before; got != want {
			t.Fatalf("%d credits, the paid orders make it %d", got, want)
		}
		if found := b.differences(); len(found) > 0 {
			t.Fatal(found)
		}
		for _, v := range b.vendors {
			v.calm()
		}
		b.later(3*time.Hour, 10*time.Minute) // let everything end
		for _, o := range list {
			if now := b.load(o); now.State == order.Pending {
				t.Fatalf("%s is still pending", o.ID)
			}
			if r := b.lastRefund(o); r.ID != "" && r.EndedAt == 0 {
				t.Fatalf("%+v has not ended", r)
			}
		}
	})
	b.verify()
}
