package order_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/wechatpay"
)

var sandboxKeys = sync.OnceValues(sandbox.GenerateKeys)

// atBank pays at a bank that speaks both vendors' protocols, with its own
// memory alone: call it again for a restart.
func (b *bench) atBank() (*sandbox.Bank, *sandbox.Till) {
	b.t.Helper()
	keys, err := sandboxKeys()
	b.must(err)
	bank, err := sandbox.New(sandbox.Options{Keys: keys, Base: "http://localhost:8000/cashier/bank", Now: b.clock.Now, Cashier: func(ref string) string { return "http://localhost:8000/cashier/" + ref }})
	b.must(err)
	ali, err := bank.Alipay()
	b.must(err)
	we, err := bank.Wechat()
	b.must(err)
	first, err := alipay.New(ali)
	b.must(err)
	second, err := wechatpay.New(we)
	b.must(err)
	b.build([]order.Method{{Provider: bank.At(first), Sandbox: true}, {Provider: bank.At(second), Sandbox: true}})
	return bank, sandbox.NewTill(bank, http.HandlerFunc(b.receive))
}

// receive is the merchant's notification route.
func (b *bench) receive(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a := b.orders.Notify(r.Context(), strings.TrimPrefix(r.URL.Path, "/notify/"), payment.Headers(r.Header), body)
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)
}

// visit opens an order's payment address as a browser does, and gives the
// trade's reference.
func (b *bench) visit(bank *sandbox.Bank, o order.Order) string {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, o.PayURL, nil)
	b.must(err)
	if o.Method == payment.Wechat {
		return o.PayURL[strings.LastIndex(o.PayURL, "/")+1:]
	}
	reply, err := bank.Transport().RoundTrip(request)
	b.must(err)
	defer func() { _ = reply.Body.Close() }()
	where := reply.Header.Get("Location")
	if reply.StatusCode != http.StatusFound {
		b.t.Fatalf("%d at %s", reply.StatusCode, o.PayURL)
	}
	return where[strings.LastIndex(where, "/")+1:]
}

var methods = []string{payment.Alipay, payment.Wechat}

// Everything that a vendor may send, truly signed or not, through the real
// protocols: what it changes, and what is answered.
func TestNotificationsOfBothVendors(t *testing.T) {
	type delivery = sandbox.Delivery
	alter := func(d delivery, from, to string) delivery {
		d.Body = []byte(strings.Replace(string(d.Body), from, to, 1))
		return d
	}
	for name, c := range map[string]struct {
		change func(b *bench, bank *sandbox.Bank, ref string, d delivery) delivery
		paid   bool
		acked  bool
		review string
	}{
		"as it should be": {nil, true, true, ""},
		"late": {func(b *bench, _ *sandbox.Bank, _ string, d delivery) delivery {
			b.clock.Advance(4 * time.Minute)
			return d
		}, true, true, ""},
		"tampered": {func(_ *bench, _ *sandbox.Bank, _ string, d delivery) delivery {
			if d.Provider == payment.Alipay {
				return alter(d, "total_amount=10.00", "total_amount=0.01")
			}
			return alter(d, `"ciphertext":"`, `"ciphertext":"A`)
		}, false, false, ""},
		"unsigned": {func(_ *bench, _ *sandbox.Bank, _ string, d delivery) delivery {
			if d.Provider == payment.Alipay {
				return alter(d, "sign=", "nosign=")
			}
			d.Headers = payment.Headers{"Content-Type": {"application/json"}}
			return d
		}, false, false, ""},
		"empty": {func(_ *bench, _ *sandbox.Bank, _ string, d delivery) delivery { d.Body = nil; return d }, false, false, ""},
		"wrong amount": {func(b *bench, bank *sandbox.Bank, ref string, _ delivery) delivery {
			d, err := bank.Notice(sandbox.NoticeCmd{Ref: ref, Amount: 1})
			b.must(err)
			return d
		}, false, true, "wrong_amount"},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) {
				bank, _ := b.atBank()
				for _, method := range methods {
					o := b.recharge(1000, method)
					ref := b.visit(bank, o)
					_, err := bank.Pay(ref)
					b.must(err)
					d, err := bank.Notice(sandbox.NoticeCmd{Ref: ref})
					b.must(err)
					if c.change != nil {
						d = c.change(b, bank, ref, d)
					}
					for range 2 { // it comes again
						a := b.orders.Notify(t.Context(), method, d.Headers, d.Body)
						if got := sandbox.Acknowledges(method, a.Status, a.Body); got != c.acked {
							t.Errorf("%s: answered %d %s", method, a.Status, a.Body)
						}
						if !c.acked && method == payment.Wechat && (a.Status < 400 || !strings.Contains(string(a.Body), `"code":"FAIL"`)) {
							t.Errorf("refused with %d %s", a.Status, a.Body)
						}
						if !c.acked && method == payment.Alipay && string(a.Body) != "fail" {
							t.Errorf("refused with %s", a.Body)
						}
					}
					if got := b.load(o).State == order.Paid; got != c.paid {
						t.Errorf("%s: paid %v", method, got)
					}
				}
				if got := b.reviews(); (c.review != "") != (len(got) == 2) || (len(got) > 0 && got[0] != c.review) {
					t.Errorf("reviews %v", got)
				}
			})
		})
	}
}

// A notification that is truly signed and for another merchant changes
// nothing, is refused, and is kept for a person.
func TestANotificationForAnotherMerchant(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		bank, _ := b.atBank()
		ali, err := bank.Alipay()
		b.must(err)
		ali.SellerID = "2088999999999999"
		we, err := bank.Wechat()
		b.must(err)
		we.MchID = "1999999999"
		others, err := alipay.New(ali)
		b.must(err)
		anothers, err := wechatpay.New(we)
		b.must(err)
		placed := map[string]order.Order{}
		for _, method := range methods {
			placed[method] = b.recharge(1000, method)
		}
		was := b.orders
		b.build([]order.Method{{Provider: others, Sandbox: true}, {Provider: anothers, Sandbox: true}})
		for _, method := range methods {
			ref := b.visit(bank, placed[method])
			_, err := bank.Pay(ref)
			b.must(err)
			d, err := bank.Notice(sandbox.NoticeCmd{Ref: ref})
			b.must(err)
			a := b.orders.Notify(t.Context(), method, d.Headers, d.Body)
			if sandbox.Acknowledges(method, a.Status, a.Body) {
				t.Errorf("%s: answered %d %s", method, a.Status, a.Body)
			}
			b.wantState(placed[method], order.Pending)
		}
		if got := b.reviews(); len(got) != 2 || got[0] != "wrong_merchant" {
			t.Errorf("reviews %v", got)
		}
		b.orders = was
	})
}

// News comes reordered: the refund before the payment, the payment after the
// refund, the end of the trade at last.
func TestReorderedNews(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		bank, _ := b.atBank()
		for _, method := range methods {
			o := b.recharge(1000, method)
			ref := b.visit(bank, o)
			_, err := bank.Pay(ref)
			b.must(err)
			paid, err := bank.Notice(sandbox.NoticeCmd{Ref: ref})
			b.must(err)
			send := func(d sandbox.Delivery) {
				t.Helper()
				if a := b.orders.Notify(t.Context(), method, d.Headers, d.Body); !sandbox.Acknowledges(method, a.Status, a.Body) {
					t.Errorf("%s: answered %d %s", method, a.Status, a.Body)
				}
			}
			send(paid)
			before := b.credits()
			_, err = b.refund(o)
			b.must(err)
			b.work()
			send(paid)
			back, err := bank.Notice(sandbox.NoticeCmd{Ref: ref, Kind: sandbox.Refunds, RefundID: b.lastRefund(o).ID})
			b.must(err)
			send(back)
			send(back)
			if method == payment.Alipay {
				end, err := bank.Notice(sandbox.NoticeCmd{Ref: ref, Kind: sandbox.Finished})
				b.must(err)
				send(end)
			}
			b.wantState(o, order.Refunded)
			if b.credits() != before-100 || len(b.reviews()) != 0 {
				t.Errorf("%s: %d credits, reviews %v", method, b.credits(), b.reviews())
			}
		}
	})
}

// The sandbox forgets all when the program ends: what waits can still be
// paid, and what was paid can still be given back.
func TestTheSandboxStartsAnew(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, method := range methods {
			bank, till := b.atBank()
			waits, paid := b.recharge(1000, method), b.recharge(1000, method)
			ref := b.visit(bank, waits)
			if !waits.Sandbox {
				t.Error("it is not marked")
			}
			_, err := till.Do(t.Context(), b.visit(bank, paid), payment.ActPay)
			b.must(err)
			b.wantState(paid, order.Paid)

			bank, till = b.atBank() // a restart
			if _, err := till.Trade(ref); err == nil {
				t.Fatal("it remembers")
			}
			b.later(time.Minute, 10*time.Second)
			b.wantState(waits, order.Pending)
			orderID, ok := till.Order(ref)
			if !ok || orderID != waits.ID {
				t.Fatalf("%s is of %s", ref, orderID)
			}
			url, err := b.orders.Reopen(t.Context(), orderID)
			b.must(err)
			waits.PayURL = url
			if again := b.visit(bank, waits); again != ref {
				t.Errorf("%s became %s", ref, again)
			}
			told, err := till.Do(t.Context(), ref, payment.ActNotifyTwice)
			if err != nil || len(told.Replies) != 2 || !told.Replies[0].Acknowledged || !told.Replies[1].Acknowledged {
				t.Errorf("%+v, %v", told, err)
			}
			b.wantState(waits, order.Paid)
			before := b.credits()
			_, err = b.refund(paid)
			b.must(err)
			b.later(time.Minute, 10*time.Second)
			b.wantState(paid, order.Refunded)
			if b.credits() != before-100 {
				t.Errorf("%d credits, then %d", before, b.credits())
			}
			if _, err := b.orders.Reopen(t.Context(), paid.ID); err == nil {
				t.Error("a refunded order was placed again")
			}
		}
	})
}

// The buttons of the cashier, on orders in every state.
func TestTheCashiersButtons(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, method := range methods {
			bank, till := b.atBank()
			place := func() (order.Order, string) {
				o := b.recharge(1000, method)
				return o, b.visit(bank, o)
			}
			o, ref := place()
			_, err := till.Do(t.Context(), ref, payment.ActFail)
			b.must(err)
			if got, err := b.orders.Refresh(t.Context(), o.ID); err != nil || got.State != order.Failed {
				t.Errorf("%s: %s, %v", method, got.State, err)
			}
			_, err = till.Do(t.Context(), ref, payment.ActPay) // and then it succeeds
			b.must(err)
			b.wantState(o, order.Paid)

			o, ref = place()
			b.later(32*time.Minute, time.Minute)
			b.wantState(o, order.Expired)
			if _, err := till.Do(t.Context(), ref, payment.ActPay); err == nil {
				t.Error("paid after its time")
			}
			_, err = till.Do(t.Context(), ref, payment.ActPayLate)
			b.must(err)
			b.wantState(o, order.Paid)

			o, ref = place()
			reviews := len(b.reviews())
			_, err = till.Do(t.Context(), ref, payment.ActWrongAmount)
			b.must(err)
			b.wantState(o, order.Pending)
			if len(b.reviews()) != reviews+1 {
				t.Errorf("reviews %v", b.reviews())
			}
		}
		want := amount.Amount(4 * 1000)
		if b.others.money != want {
			t.Errorf("revenue %d, want %d", b.others.money, want)
		}
	})
}
