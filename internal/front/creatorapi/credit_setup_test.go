package creatorapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"guerdon/internal/base/actor"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/hmaccallback"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/wechatpay"
	"guerdon/internal/domain/revenue"
	"guerdon/internal/platform/httpx/transcript"
	"guerdon/internal/platform/store"
)

const callbackSecret = "a secret of the payment callback"

var sandboxKeys = sync.OnceValues(sandbox.GenerateKeys)

// creditBench stands in for the vendors.
type creditBench struct {
	bank *sandbox.Bank
	till *sandbox.Till
}

// buildCredit builds the area's modules into b.deps.
func (b *bench) buildCredit() {
	keys, err := sandboxKeys()
	b.must(err)
	bank, err := sandbox.New(sandbox.Options{Keys: keys, Base: baseURL + "/cashier/bank", Now: b.clock.Now, Cashier: func(ref string) string { return baseURL + "/cashier/" + ref }})
	b.must(err)
	// The front is built later, and anew: the till asks for it each time.
	till := sandbox.NewTill(bank, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.handler.ServeHTTP(w, r) }))
	b.credit = creditBench{bank, till}

	b.deps.Orders = b.sell(b.sandboxMethods())
	b.deps.Orders.Register(b.runner)
	b.deps.Callbacks, err = hmaccallback.New(callbackSecret)
	b.must(err)
	b.checks = append(b.checks, order.Check(), membership.Check())
	b.commands["cashier"] = b.cashier
	b.commands["callback"] = b.signedCallback
	b.commands["refund"] = b.refundOrder
	b.commands["work_orders"] = b.workOrders
}

// sell is the module of orders with these ways to pay.
func (b *bench) sell(methods []order.Method) *order.Service {
	return order.New(
		order.Deps{Store: b.store, Queue: b.queue, Ledger: b.book, Methods: methods, Coupons: b.deps.Coupons, Campaigns: b.deps.Activities, Referrals: b.deps.Referrals, Revenue: revenue.New()},
		order.Options{Now: b.clock.Now, NotifyURL: baseURL + "/api/v1/credit/payment/notify/"})
}

func (b *bench) sandboxMethods() []order.Method {
	ali, err := b.credit.bank.Alipay()
	b.must(err)
	we, err := b.credit.bank.Wechat()
	b.must(err)
	first, err := alipay.New(ali)
	b.must(err)
	second, err := wechatpay.New(we)
	b.must(err)
	return []order.Method{{Provider: b.credit.bank.At(first), Sandbox: true}, {Provider: b.credit.bank.At(second), Sandbox: true}}
}

// ref opens an order's payment address as a browser does, and names the trade.
func (b *bench) ref(payURL string) string {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, payURL, nil)
	b.must(err)
	if strings.Contains(payURL, "gateway.do") {
		reply, err := b.credit.bank.Transport().RoundTrip(request)
		b.must(err)
		b.must(reply.Body.Close())
		payURL = reply.Header.Get("Location")
	}
	return payURL[strings.LastIndex(payURL, "/")+1:]
}

// cashier is @cashier ORDER ACT: what the member does at the sandbox's
// cashier. Every notification must be acknowledged.
func (b *bench) cashier(_ *transcript.Runner, args ...string) error {
	o, err := order.Load(b.t.Context(), b.store, args[0])
	if err != nil {
		return err
	}
	told, err := b.credit.till.Do(b.t.Context(), b.ref(o.PayURL), payment.Act(args[1]))
	for _, r := range told.Replies {
		if !r.Acknowledged {
			return fmt.Errorf("a notification was answered with %d %s", r.Status, r.Body)
		}
	}
	return err
}

// signedCallback is @callback ORDER METHOD TRANSACTION STATUS [AMOUNT]: it
// sets the variables body, timestamp and signature of a documented callback.
func (b *bench) signedCallback(r *transcript.Runner, args ...string) error {
	fields := map[string]any{"order_id": args[0], "payment_method": args[1], "transaction_id": args[2], "status": args[3]}
	if len(args) > 4 {
		fields["amount"] = json.Number(args[4])
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	verifier, err := hmaccallback.New(callbackSecret)
	if err != nil {
		return err
	}
	signed := verifier.Sign(body, b.clock.Now())
	r.Vars["body"], r.Vars["timestamp"], r.Vars["signature"] = string(body), signed.Get("X-Timestamp"), signed.Get("X-Signature")
	return nil
}

// refundOrder is @refund ORDER: what an operator does.
func (b *bench) refundOrder(_ *transcript.Runner, args ...string) error {
	route, _ := order.BucketOf(args[0])
	return b.store.Write(b.t.Context(), route, func(tx *store.Tx) error {
		_, err := b.deps.Orders.Refund(tx, order.RefundCmd{Order: args[0], Reason: "asked for", Actor: actor.Actor{Kind: actor.Operator, ID: 1}})
		return err
	})
}

// workOrders is @work_orders: the jobs that are due.
func (b *bench) workOrders(_ *transcript.Runner, _ ...string) error {
	for {
		if n, err := b.runner.Step(b.t.Context()); n == 0 || err != nil {
			return err
		}
	}
}
