package alipay_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/sandbox"
)

const orderID = "R202601221000001"

var testKeys = sync.OnceValues(sandbox.GenerateKeys)

// bundle is an adapter, the bank that it talks to, and what lies between.
type bundle struct {
	t        testing.TB
	now      instant.Instant
	bank     *sandbox.Bank
	config   alipay.Config
	provider *alipay.Provider
	sent     *http.Request                                       // the last request
	meddle   func(*http.Response, error) (*http.Response, error) // alters replies
}

func setup(t testing.TB) *bundle {
	t.Helper()
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{t: t, now: instant.Of(time.Date(2026, 1, 22, 2, 30, 0, 0, time.UTC))}
	now := func() instant.Instant { return b.now }
	b.bank, err = sandbox.New(sandbox.Options{
		Keys: keys, Base: "https://bank.example/sandbox", Now: now,
		Cashier: func(ref string) string { return "https://bank.example/cashier/" + ref },
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.config, err = b.bank.Alipay(); err != nil {
		t.Fatal(err)
	}
	b.config.HTTP = &http.Client{Transport: b}
	b.config.Timeout = 50 * time.Millisecond
	if b.provider, err = alipay.New(b.config); err != nil {
		t.Fatal(err)
	}
	return b
}

// RoundTrip implements http.RoundTripper.
func (b *bundle) RoundTrip(r *http.Request) (*http.Response, error) {
	b.sent = r
	response, err := b.bank.Transport().RoundTrip(r)
	if b.meddle != nil {
		return b.meddle(response, err)
	}
	return response, err
}

func (b *bundle) command() payment.PlaceCmd {
	return payment.PlaceCmd{
		OrderID: orderID, Amount: 1050, Subject: "充值 100 积分", NotifyURL: "https://shop.example/notify",
		ReturnURL: "https://shop.example/done?from=pay&n=1", ExpiresAt: b.now.Add(30 * time.Minute),
	}
}

// opened places an order and opens its cashier, as a payer's browser would.
func (b *bundle) opened() sandbox.Trade {
	b.t.Helper()
	placed, err := b.provider.Place(b.t.Context(), b.command())
	if err != nil {
		b.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, placed.PayURL, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	response, err := b.bank.Transport().RoundTrip(request)
	if err != nil || response.StatusCode != http.StatusFound {
		b.t.Fatalf("the cashier did not open: %v %v", response, err)
	}
	trade, err := b.bank.Find(payment.Alipay, orderID)
	if err != nil {
		b.t.Fatal(err)
	}
	return trade
}

func (b *bundle) paid() sandbox.Trade {
	b.t.Helper()
	trade, err := b.bank.Pay(b.opened().Ref)
	if err != nil {
		b.t.Fatal(err)
	}
	return trade
}

func (b *bundle) notice(cmd sandbox.NoticeCmd) sandbox.Delivery {
	b.t.Helper()
	delivery, err := b.bank.Notice(cmd)
	if err != nil {
		b.t.Fatal(err)
	}
	return delivery
}

func (b *bundle) parse(d sandbox.Delivery) (payment.Notification, error) {
	return b.provider.ParseNotification(d.Headers, d.Body, b.now)
}

// replying makes every reply this one.
func (b *bundle) replying(status int, body string) {
	b.meddle = func(*http.Response, error) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

// altering replaces a text in every reply.
func (b *bundle) altering(old, replacement string) {
	b.meddle = func(r *http.Response, err error) (*http.Response, error) {
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(strings.Replace(string(body), old, replacement, 1)))
		return r, err
	}
}

// silent never replies.
func (b *bundle) silent() {
	b.meddle = func(*http.Response, error) (*http.Response, error) {
		<-b.sent.Context().Done()
		return nil, context.Cause(b.sent.Context())
	}
}
