package cashier_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/wechatpay"
	"guerdon/internal/front/cashier"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

const (
	baseURL       = "http://localhost:8000"
	alice   id.ID = 1<<20 + 7
)

var keys = sync.OnceValues(sandbox.GenerateKeys)

// bench is the cashier on a store, with a shop behind it.
type bench struct {
	t       *testing.T
	store   *store.Store
	clock   *clock.Manual
	orders  *order.Service
	handler http.Handler
}

func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	c := clock.NewManual(0)
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		c.Set(instant.Of(time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC)))
		b := &bench{t: t, store: s, clock: c}
		b.start()
		test(t, b)
		found, err := verify.All(t.Context(), s, nil, order.Check())
		if err != nil || found.Count > 0 {
			t.Errorf("%v, %v", found.First, err)
		}
	})
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// start begins the program anew: the sandbox has forgotten everything.
func (b *bench) start() {
	k, err := keys()
	b.must(err)
	bank, err := sandbox.New(sandbox.Options{Keys: k, Base: baseURL + "/cashier/bank", Now: b.clock.Now, Cashier: func(ref string) string { return baseURL + "/cashier/" + ref }})
	b.must(err)
	ali, err := bank.Alipay()
	b.must(err)
	we, err := bank.Wechat()
	b.must(err)
	first, err := alipay.New(ali)
	b.must(err)
	second, err := wechatpay.New(we)
	b.must(err)
	b.orders = order.New(order.Deps{Store: b.store, Queue: job.NewQueue(), Ledger: ledger.New(time.UTC), Methods: []order.Method{{Provider: bank.At(first), Sandbox: true}, {Provider: bank.At(second), Sandbox: true}}},
		order.Options{Now: b.clock.Now, NotifyURL: baseURL + "/notify/"})
	till := sandbox.NewTill(bank, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		a := b.orders.Notify(r.Context(), strings.TrimPrefix(r.URL.Path, "/notify/"), payment.Headers(r.Header), body)
		w.WriteHeader(a.Status)
		_, _ = w.Write(a.Body)
	}))
	c := cashier.New(cashier.Deps{Store: b.store, Clock: b.clock, Orders: b.orders, Till: till, Bank: bank.Handler(), Secret: []byte("a secret of 32 bytes for buttons"), ReturnURL: "https://shop.example/back"})
	shared := &httpx.Shared{Clock: b.clock, Log: slog.New(slog.DiscardHandler)}
	b.handler = shared.Wrap(httpx.Front{Name: "cashier", Handler: c.Handler(), Fail: cashier.Fail, Headers: httpx.PageHeaders(false)})
}

func (b *bench) place(method string) order.Order {
	b.t.Helper()
	o, err := store.Do(b.t.Context(), b.store, alice.Bucket(), func(tx *store.Tx) (order.Order, error) {
		return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: method}, Amount: 1005})
	})
	b.must(err)
	o, err = b.orders.Open(b.t.Context(), o.ID)
	b.must(err)
	return o
}

func (b *bench) state(o order.Order) order.State {
	b.t.Helper()
	o, err := order.Load(b.t.Context(), b.store, o.ID)
	b.must(err)
	return o.StateAt(b.clock.Now())
}

// page is an answer.
type page struct {
	status int
	where  string
	header http.Header
	body   string
}

func (b *bench) send(method, address string, form url.Values) page {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return page{w.Code, w.Header().Get("Location"), w.Header(), w.Body.String()}
}

// visit opens an address as a browser does, redirects and all.
func (b *bench) visit(address string) page {
	b.t.Helper()
	for range 4 {
		p := b.send(http.MethodGet, address, nil)
		if p.where == "" {
			p.where = address
			return p
		}
		address = p.where
	}
	b.t.Fatal("redirected in a circle")
	return page{}
}

var tokenForm = regexp.MustCompile(`name="token" value="([0-9a-f]{64})"`)

// press presses a button of a page.
func (b *bench) press(p page, act payment.Act) page {
	b.t.Helper()
	token := tokenForm.FindStringSubmatch(p.body)
	if token == nil {
		b.t.Fatalf("no buttons: %s", p.body)
	}
	return b.send(http.MethodPost, p.where+"/"+string(act), url.Values{"token": {token[1]}})
}

func TestThePageSaysThatNothingIsPaid(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for method, name := range map[string]string{payment.Alipay: "支付宝", payment.Wechat: "微信支付"} {
			o := b.place(method)
			p := b.visit(o.PayURL)
			if p.status != http.StatusOK || p.header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Fatalf("%d %s", p.status, p.body)
			}
			for _, text := range []string{`lang="zh-CN"`, "模拟支付,不产生真实扣款", o.ID, "10.05 CNY", name, "待支付", "2026-01-22 10:30:00", "支付成功", "支付失败", "过期后支付", "重复通知", "金额不符", "https://shop.example/back", "width=device-width"} {
				if !strings.Contains(p.body, text) {
					t.Errorf("%s: the page lacks %q", method, text)
				}
			}
			if strings.Contains(p.body, "<script") || strings.Count(p.body, "<form method=\"post\"") != 5 || !strings.Contains(p.header.Get("Content-Security-Policy"), "default-src 'self'") {
				t.Errorf("%s: %s", method, p.body)
			}
		}
		if p := b.send(http.MethodGet, baseURL+"/cashier/assets/cashier.css", nil); p.status != http.StatusOK || strings.Contains(p.body, "http") {
			t.Errorf("%d %s", p.status, p.body)
		}
	})
}

func TestEveryButton(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, c := range []struct {
			method string
			act    payment.Act
			state  order.State
			says   []string
		}{
			{payment.Alipay, payment.ActPay, order.Paid, []string{"HTTP 200 success", "已确认", "已支付"}},
			{payment.Wechat, payment.ActPay, order.Paid, []string{"HTTP 204", "已确认", "已支付"}},
			{payment.Alipay, payment.ActNotifyTwice, order.Paid, []string{"第 2 次通知", "HTTP 200 success"}},
			{payment.Wechat, payment.ActNotifyTwice, order.Paid, []string{"第 2 次通知", "HTTP 204"}},
			{payment.Alipay, payment.ActFail, order.Failed, []string{"HTTP 200 success", "已关闭"}},
			{payment.Wechat, payment.ActFail, order.Failed, []string{"支付平台此时不发送通知", "已关闭"}},
			{payment.Alipay, payment.ActWrongAmount, order.Pending, []string{"HTTP 200 success", "待支付"}},
			{payment.Wechat, payment.ActWrongAmount, order.Pending, []string{"HTTP 204", "待支付"}},
		} {
			o := b.place(c.method)
			p := b.press(b.visit(o.PayURL), c.act)
			if got := b.state(o); p.status != http.StatusOK || got != c.state {
				t.Errorf("%s %s: %d, the order is %s", c.method, c.act, p.status, got)
			}
			for _, text := range c.says {
				if !strings.Contains(p.body, text) {
					t.Errorf("%s %s: the page lacks %q in %s", c.method, c.act, text, p.body)
				}
			}
		}
		for _, method := range []string{payment.Alipay, payment.Wechat} {
			o := b.place(method)
			p := b.visit(o.PayURL)
			b.clock.Advance(31 * time.Minute)
			if again := b.press(p, payment.ActPay); again.status != http.StatusConflict || !strings.Contains(again.body, "交易状态不允许此操作") || !strings.Contains(again.body, `href="`+strings.TrimPrefix(p.where, baseURL)+`"`) {
				t.Errorf("paid after its time: %d %s", again.status, again.body)
			}
			if again := b.visit(p.where); !strings.Contains(again.body, "已过期") {
				t.Errorf("%s", again.body)
			}
			if late := b.press(p, payment.ActPayLate); b.state(o) != order.Paid || !strings.Contains(late.body, "已支付") {
				t.Errorf("late: %d %s", late.status, late.body)
			}
		}
	})
}

// Only our own page's buttons are believed, and only references that the
// sandbox made.
func TestForeignRequestsAreRefused(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o, other := b.place(payment.Wechat), b.place(payment.Wechat)
		p, q := b.visit(o.PayURL), b.visit(other.PayURL)
		foreign := tokenForm.FindStringSubmatch(q.body)[1]
		for name, form := range map[string]url.Values{"none": {}, "empty": {"token": {""}}, "another order's": {"token": {foreign}}, "a guess": {"token": {strings.Repeat("0", 64)}}} {
			if got := b.send(http.MethodPost, p.where+"/pay", form); got.status != http.StatusForbidden {
				t.Errorf("%s: %d", name, got.status)
			}
		}
		for _, path := range []string{"/cashier/x", "/cashier/" + o.ID, "/cashier/" + o.ID + "-00000000000000000000000000000000", "/cashier", "/cashier/a/b/c", "/cashier/bank/v3/pay/transactions/native"} {
			if got := b.send(http.MethodGet, baseURL+path, nil); got.status != http.StatusNotFound || !strings.Contains(got.body, "模拟") {
				t.Errorf("%s: %d", path, got.status)
			}
		}
		token := url.Values{"token": {tokenForm.FindStringSubmatch(p.body)[1]}}
		if got := b.send(http.MethodPost, p.where+"/steal", token); got.status != http.StatusNotFound {
			t.Errorf("no such act: %d", got.status)
		}
		if b.state(o) != order.Pending {
			t.Error("it is paid")
		}
	})
}

// After a restart the addresses of before still lead to a page that pays.
func TestAPendingOrderIsPayableAfterARestart(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, method := range []string{payment.Alipay, payment.Wechat} {
			o, paid := b.place(method), b.place(method)
			before := b.visit(o.PayURL)
			settled := b.visit(paid.PayURL)
			b.press(settled, payment.ActPay)
			b.start()
			for _, address := range []string{before.where, o.PayURL} { // the page, and the address in the order
				if p := b.visit(address); p.where != before.where || !strings.Contains(p.body, "待支付") {
					t.Errorf("%s: %d %s", method, p.status, p.body)
				}
			}
			p := b.press(b.visit(before.where), payment.ActPay)
			if b.state(o) != order.Paid || !strings.Contains(p.body, "已支付") {
				t.Errorf("%s: %d %s", method, p.status, p.body)
			}
			if p := b.visit(settled.where); !strings.Contains(p.body, "已支付") || strings.Contains(p.body, "<form") {
				t.Errorf("%s, paid before: %s", method, p.body)
			}
		}
	})
}
