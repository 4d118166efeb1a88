package sandbox_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/wechatpay"
)

const orderID = "R202601221000001"

var testKeys = sync.OnceValues(sandbox.GenerateKeys)

// bundle is a bank on a real listener, a merchant with both providers, and the
// merchant's own notification route, which credits each order at most once.
type bundle struct {
	t         *testing.T
	now       instant.Instant
	bank      *sandbox.Bank
	merchant  *httptest.Server
	providers map[string]payment.Provider

	mu       sync.Mutex
	credited map[string]int // by provider and transaction
	reviewed []error
}

func setup(t *testing.T) *bundle {
	t.Helper()
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{t: t, now: instant.Of(time.Date(2026, 1, 22, 2, 30, 0, 0, time.UTC)), credited: map[string]int{}}
	var handler http.Handler
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(vendor.Close)
	b.bank, err = sandbox.New(sandbox.Options{
		Keys: keys, Base: vendor.URL + "/sandbox/", Now: func() instant.Instant { return b.now },
		Cashier: func(ref string) string { return "https://shop.example/cashier/" + ref },
	})
	if err != nil {
		t.Fatal(err)
	}
	handler = b.bank.Handler()
	b.merchant = httptest.NewServer(http.HandlerFunc(b.receive))
	t.Cleanup(b.merchant.Close)
	b.providers = map[string]payment.Provider{payment.Alipay: b.alipay(), payment.Wechat: b.wechat()}
	return b
}

// alipay and wechat pay over the listener instead of inside the process.
func (b *bundle) alipay() payment.Provider {
	b.t.Helper()
	config, err := b.bank.Alipay()
	if err != nil {
		b.t.Fatal(err)
	}
	config.HTTP = nil
	provider, err := alipay.New(config)
	if err != nil {
		b.t.Fatal(err)
	}
	return provider
}

func (b *bundle) wechat() payment.Provider {
	b.t.Helper()
	config, err := b.bank.Wechat()
	if err != nil {
		b.t.Fatal(err)
	}
	config.HTTP = nil
	provider, err := wechatpay.New(config)
	if err != nil {
		b.t.Fatal(err)
	}
	return provider
}

// receive is the merchant's route for notifications.
func (b *bundle) receive(w http.ResponseWriter, r *http.Request) {
	provider := b.providers[r.URL.Path[1:]]
	body, _ := io.ReadAll(r.Body)
	n, err := provider.ParseNotification(payment.Headers(r.Header), body, b.now)
	answer := provider.Ack()
	if err != nil {
		answer = provider.Nack(err)
	} else {
		b.record(provider, n)
	}
	if answer.ContentType != "" {
		w.Header().Set("Content-Type", answer.ContentType)
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body)
}

func (b *bundle) record(provider payment.Provider, n payment.Notification) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := n.Settles(payment.Due{OrderID: orderID, Amount: 1050}); err != nil {
		b.reviewed = append(b.reviewed, err)
		return
	}
	b.credited[provider.Name()+" "+n.TransactionID]++
}

// place places the order and opens its page, and gives the bank's trade.
func (b *bundle) place(provider string) sandbox.Trade {
	b.t.Helper()
	placed, err := b.providers[provider].Place(b.t.Context(), payment.PlaceCmd{
		OrderID: orderID, Amount: 1050, Subject: "充值", NotifyURL: b.merchant.URL + "/" + provider,
		ExpiresAt: b.now.Add(30 * time.Minute),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if provider == payment.Alipay {
		b.browse(placed.PayURL)
	}
	trade, err := b.bank.Find(provider, orderID)
	if err != nil {
		b.t.Fatal(err)
	}
	return trade
}

// browse opens a URL and gives where it leads.
func (b *bundle) browse(url string) *http.Response {
	b.t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, url, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	_ = response.Body.Close()
	return response
}

// deliver makes and delivers a notice and tells whether it was acknowledged.
func (b *bundle) deliver(cmd sandbox.NoticeCmd) bool {
	b.t.Helper()
	notice, err := b.bank.Notice(cmd)
	if err != nil {
		b.t.Fatal(err)
	}
	acknowledged, err := sandbox.Deliver(b.t.Context(), nil, notice)
	if err != nil {
		b.t.Fatal(err)
	}
	return acknowledged
}
