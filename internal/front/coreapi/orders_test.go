package coreapi_test

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/wechatpay"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

var sandboxKeys = sync.OnceValues(sandbox.GenerateKeys)

// shop is the module of orders behind a bench.
type shop struct {
	*bench
	runner *job.Runner
	buyer  id.ID
}

// withOrders adds the module of orders to a bench, with a sandbox for a
// vendor.
func withOrders(b *bench) *shop {
	b.Helper()
	keys, err := sandboxKeys()
	b.no(err)
	bank, err := sandbox.New(sandbox.Options{Keys: keys, Base: "http://localhost:8000/cashier/bank", Now: b.clock.Now, Cashier: func(ref string) string { return "http://localhost:8000/cashier/" + ref }})
	b.no(err)
	config, err := bank.Wechat()
	b.no(err)
	wechat, err := wechatpay.New(config)
	b.no(err)
	queue := job.NewQueue()
	b.deps.Orders = order.New(order.Deps{Store: b.store, Queue: queue, Ledger: b.deps.Ledger, Methods: []order.Method{{Provider: bank.At(wechat), Sandbox: true}}}, order.Options{Now: b.clock.Now, NotifyURL: "http://localhost:8000/notify/"})
	b.deps.Settings = append(b.deps.Settings, b.deps.Orders.Settings()...)
	s := &shop{bench: b, runner: job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now})}
	b.deps.Orders.Register(s.runner)
	b.serve()
	b.grant("ann", "1")
	if s.buyer, err = b.deps.Directory.Find(b.Context(), "ann"); err != nil {
		b.Fatal(err)
	}
	return s
}

func (s *shop) recharge(fen amount.Amount) order.Order {
	s.Helper()
	o, err := store.Do(s.Context(), s.store, s.buyer.Bucket(), func(tx *store.Tx) (order.Order, error) {
		return s.deps.Orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: s.buyer, Method: order.Wechat}, Amount: fen})
	})
	s.no(err)
	o, err = s.deps.Orders.Open(s.Context(), o.ID)
	s.no(err)
	s.clock.Advance(time.Second)
	return o
}

func (s *shop) pay(o order.Order, told amount.Amount) error {
	return s.deps.Orders.Callback(s.Context(), payment.Callback{OrderID: o.ID, Method: o.Method, TransactionID: "T" + o.ID, State: payment.Paid, Amount: told})
}

func (s *shop) work() {
	s.Helper()
	for {
		n, err := s.runner.Step(context.Background())
		s.no(err)
		if n == 0 {
			return
		}
	}
}

func (s *shop) verifyOrders() {
	s.Helper()
	found, err := verify.All(s.Context(), s.store, nil, order.Check(), membership.Check())
	s.no(err)
	for _, d := range found.First {
		s.Error(d)
	}
}

// contract: N-14
func TestOrdersAreListed(t *testing.T) {
	onSQL(t, func(b *bench) {
		s := withOrders(b)
		first, second, third := s.recharge(1005), s.recharge(2000), s.recharge(3000)
		b.no(s.pay(second, 2000))
		page := b.ok("GET", "/v1/orders?limit=2&subject=ann&kind=recharge&method=wechat&sandbox=true", nil)
		if text(b, page, "items", 0, "id") != third.ID || text(b, page, "items", 1, "id") != second.ID {
			t.Errorf("%v", page)
		}
		rest := b.ok("GET", "/v1/orders?limit=2&cursor="+text(b, page, "next_cursor"), nil)
		if items, _ := rest["items"].([]any); len(items) != 1 || text(b, items[0], "id") != first.ID || rest["next_cursor"] != nil {
			t.Errorf("%v", rest)
		}
		one := b.ok("GET", "/v1/orders/"+second.ID, nil)
		for field, want := range map[string]string{"state": "paid", "face": "20", "payable": "20", "credits": "200", "bonus": "0", "transaction": "T" + second.ID, "sandbox": "true", "kind": "recharge"} {
			if text(b, one, field) != want {
				t.Errorf("%s is %v, want %s", field, one[field], want)
			}
		}
		for query, want := range map[string]int{"state=paid": 1, "state=pending": 2, "state=expired": 0, "sandbox=false": 0, "method=alipay": 0, "kind=membership": 0, "subject=ann": 3} {
			items, _ := b.ok("GET", "/v1/orders?"+query, nil)["items"].([]any)
			if len(items) != want {
				t.Errorf("%s: %d orders, want %d", query, len(items), want)
			}
		}
		b.clock.Advance(time.Hour)
		if got := text(b, b.ok("GET", "/v1/orders/"+first.ID, nil), "state"); got != "expired" {
			t.Errorf("it is %s", got)
		}
		paid := b.ok("GET", "/v1/payments?method=wechat", nil)
		if text(b, paid, "items", 0, "order") != second.ID || text(b, paid, "items", 0, "amount") != "20" {
			t.Errorf("%v", paid)
		}
		b.send("GET", "/v1/orders/R1", nil).want(http.StatusNotFound, "order.not_found")
		for _, bad := range []string{"state=new", "kind=x", "method=cash", "sandbox=maybe", "cursor=x", "limit=0"} {
			b.send("GET", "/v1/orders?"+bad, nil).want(http.StatusBadRequest, "httpx.query")
		}
		s.verifyOrders()
	})
}

// contract: N-14
func TestAnOrderIsRefunded(t *testing.T) {
	onSQL(t, func(b *bench) {
		s := withOrders(b)
		o := s.recharge(1000)
		path := "/v1/orders/" + o.ID + "/refund"
		b.send("POST", path, `{"reason":"asked for"}`).want(http.StatusConflict, "order.state")
		b.no(s.pay(o, 0))
		b.send("POST", path, `{"reason":""}`).want(http.StatusBadRequest, "order.reason_missing")
		b.send("POST", "/v1/orders/R1/refund", `{"reason":"x"}`).want(http.StatusNotFound, "order.not_found")
		first := b.ok("POST", path, `{"reason":"asked for"}`, once("refund"))
		if text(b, first, "state") != "requested" || text(b, first, "credits") != "100" || text(b, first, "amount") != "10" {
			t.Errorf("%v", first)
		}
		if again := b.send("POST", path, `{"reason":"asked for"}`, once("refund")); again.status != http.StatusOK || again.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("%d %s", again.status, again.body)
		}
		b.send("POST", path, `{"reason":"asked for"}`).want(http.StatusConflict, "order.refunding")
		s.work()
		one := b.ok("GET", "/v1/orders/"+o.ID, nil)
		if text(b, one, "state") != "refunded" || text(b, one, "refunds", 0, "state") != "refunded" || text(b, one, "refunds", 0, "reason") != "asked for" {
			t.Errorf("%v", one)
		}
		spent := s.recharge(1000)
		b.no(s.pay(spent, 0))
		b.ok("POST", "/v1/transfers", `{"subject":"ann","asset":"CREDIT","amount":"1","kind":"spend"}`)
		b.send("POST", "/v1/orders/"+spent.ID+"/refund", `{"reason":"x"}`).want(http.StatusUnprocessableEntity, "")
		lines, err := audit.List(b.Context(), b.store, audit.ListCmd{Action: "order.refund", Limit: 10})
		if err != nil || len(lines) != 1 || lines[0].Object != "order:"+o.ID || lines[0].Reason != "asked for" {
			t.Errorf("%+v, %v", lines, err)
		}
		s.verifyOrders()
	})
}

// contract: N-14
func TestTheReviewQueue(t *testing.T) {
	onSQL(t, func(b *bench) {
		s := withOrders(b)
		o := s.recharge(1000)
		if s.pay(o, 1) == nil {
			t.Fatal("a wrong amount passed")
		}
		open := b.ok("GET", "/v1/payment-reviews?state=open", nil)
		for field, want := range map[string]string{"kind": "wrong_amount", "order": o.ID, "due": "10", "told": "0.01", "state": "open", "subject": "id:" + s.buyerText()} {
			if text(b, open, "items", 0, field) != want {
				t.Errorf("%s: %v", field, open)
			}
		}
		path := "/v1/payment-reviews/" + text(b, open, "items", 0, "id") + "/resolve"
		b.send("POST", path, `{}`).want(http.StatusBadRequest, "order.reason_missing")
		closed := b.ok("POST", path, `{"resolution":"told the payer"}`)
		if text(b, closed, "state") != "closed" || text(b, closed, "resolution") != "told the payer" {
			t.Errorf("%v", closed)
		}
		b.send("POST", path, `{"resolution":"again"}`).want(http.StatusConflict, "order.review_closed")
		b.send("POST", "/v1/payment-reviews/5/resolve", `{"resolution":"x"}`).want(http.StatusNotFound, "order.review_not_found")
		if items, _ := b.ok("GET", "/v1/payment-reviews?state=open", nil)["items"].([]any); len(items) != 0 {
			t.Errorf("%v", items)
		}
		lines, err := audit.List(b.Context(), b.store, audit.ListCmd{Action: "payment.review_close", Limit: 10})
		if err != nil || len(lines) != 1 {
			t.Errorf("%+v, %v", lines, err)
		}
		s.verifyOrders()
	})
}

func (s *shop) buyerText() string { return strconv.FormatInt(int64(s.buyer), 10) }

// contract: N-14
func TestPlansCostWhatIsSet(t *testing.T) {
	onSQL(t, func(b *bench) {
		withOrders(b)
		plans := b.ok("GET", "/v1/plans", nil)
		for i, want := range []string{"9.9", "25", "99"} {
			if text(b, plans, "items", i, "price") != want {
				t.Errorf("%v", plans)
			}
		}
		root := b.asRoot()
		b.ok("PUT", "/v1/settings/membership.price_monthly", `{"value":"12.50","version":0}`, root)
		for _, bad := range []string{"0", "0.05", "12.505", "12.55", "-1", "50000.1", "x", ""} {
			b.send("PUT", "/v1/settings/membership.price_monthly", `{"value":"`+bad+`","version":1}`, root).want(http.StatusBadRequest, "setting.value_invalid")
		}
		plans = b.ok("GET", "/v1/plans", nil)
		if text(b, plans, "items", 0, "price") != "12.5" || text(b, plans, "items", 0, "credits") != "125" {
			t.Errorf("%v", plans)
		}
	})
}

// Each call is for those with its right and for nobody else, takes what its
// description says, and is described.
func TestOrderCallsAreDescribed(t *testing.T) {
	onSQLite(t, func(b *bench) {
		s := withOrders(b)
		api := b.ok("GET", "/v1/openapi.json", nil, as(""))
		for path, method := range map[string]string{
			"/v1/orders": "get", "/v1/orders/{order}": "get", "/v1/orders/{order}/refund": "post", "/v1/payments": "get", "/v1/plans": "get",
			"/v1/payment-reviews": "get", "/v1/payment-reviews/{id}/resolve": "post",
		} {
			if text(b, at(b, api, "paths", path, method), "summary") == "" {
				t.Errorf("%s %s has no summary", method, path)
			}
		}
		o := s.recharge(1000)
		b.send("POST", "/v1/orders/"+o.ID+"/refund", `{"reason":"x"}`, as("")).want(http.StatusUnauthorized, "")
		b.send("POST", "/v1/orders/"+o.ID+"/refund", `{"reason":5}`).want(http.StatusBadRequest, "httpx.field_type")
	})
}
