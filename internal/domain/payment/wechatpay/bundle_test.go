package wechatpay_test

import (
	"context"
	"crypto/rsa"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/vendorlink"
	"guerdon/internal/domain/payment/wechatpay"
)

const orderID = "R202601221000001"

var testKeys = sync.OnceValues(sandbox.GenerateKeys)

// bundle is an adapter, the bank that it talks to, and what lies between.
type bundle struct {
	t        testing.TB
	now      instant.Instant
	bank     *sandbox.Bank
	config   wechatpay.Config
	provider *wechatpay.Provider
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
		Cashier: func(ref string) string { return "https://bank.example/cashier/" + ref + "?x=1" },
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.config, err = b.bank.Wechat(); err != nil {
		t.Fatal(err)
	}
	b.config.HTTP = &http.Client{Transport: b}
	b.config.Timeout = 50 * time.Millisecond
	b.build()
	return b
}

// build makes the adapter anew from its configuration.
func (b *bundle) build() {
	b.t.Helper()
	provider, err := wechatpay.New(b.config)
	if err != nil {
		b.t.Fatal(err)
	}
	b.provider = provider
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
		OrderID: orderID, Amount: 1050, Subject: "充值 <100> 积分", NotifyURL: "https://shop.example/notify",
		ReturnURL: "https://shop.example/done?from=pay&n=1", ExpiresAt: b.now.Add(30 * time.Minute),
	}
}

func (b *bundle) placed() sandbox.Trade {
	b.t.Helper()
	if _, err := b.provider.Place(b.t.Context(), b.command()); err != nil {
		b.t.Fatal(err)
	}
	return b.trade()
}

func (b *bundle) trade() sandbox.Trade {
	b.t.Helper()
	trade, err := b.bank.Find(payment.Wechat, orderID)
	if err != nil {
		b.t.Fatal(err)
	}
	return trade
}

func (b *bundle) paid() sandbox.Trade {
	b.t.Helper()
	trade, err := b.bank.Pay(b.placed().Ref)
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

// platformKey is the platform's private key.
func (b *bundle) platformKey() *rsa.PrivateKey {
	b.t.Helper()
	keys, err := testKeys()
	if err != nil {
		b.t.Fatal(err)
	}
	key, err := vendorlink.ParsePrivate(keys.WechatPlatform)
	if err != nil {
		b.t.Fatal(err)
	}
	return key
}

// signed makes headers that the platform truly signed.
func (b *bundle) signed(body string) payment.Headers {
	b.t.Helper()
	headers, err := wechatpay.SignHeaders(b.platformKey(), sandbox.WechatPublicKeyID, "nonce", []byte(body), b.now)
	if err != nil {
		b.t.Fatal(err)
	}
	return headers
}

// replying makes every reply this one.
func (b *bundle) replying(status int, headers payment.Headers, body string) {
	b.meddle = func(*http.Response, error) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header(headers), Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

// altering replaces a text in the body of every reply.
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

// heading sets a header of every reply; "" drops it.
func (b *bundle) heading(name, value string) {
	b.meddle = func(r *http.Response, err error) (*http.Response, error) {
		if err != nil {
			return nil, err
		}
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
		return r, nil
	}
}

// silent never replies.
func (b *bundle) silent() {
	b.meddle = func(*http.Response, error) (*http.Response, error) {
		<-b.sent.Context().Done()
		return nil, context.Cause(b.sent.Context())
	}
}
