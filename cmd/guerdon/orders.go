package main

import (
	"net/http"
	"path/filepath"
	"time"

	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/hmaccallback"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/wechatpay"
	"guerdon/internal/front/cashier"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/httpx"
)

// creatorRoot is where creatorapi's paths begin.
const creatorRoot = "/api/v1"

// newOrders builds what is sold, and how it is paid: a vendor's account where
// one is configured, else in the sandbox the bank of its own.
func (a *app) newOrders() error {
	methods, err := a.paymentMethods()
	if err != nil {
		return err
	}
	c, base := &a.creator, string(a.config.URL(config.Creator))
	c.orders = order.New(
		order.Deps{
			Store: a.store, Queue: a.queue, Ledger: a.ledger, Methods: methods,
			Coupons: c.coupons, Campaigns: c.activities, Referrals: c.referrals, Revenue: c.revenue,
		},
		order.Options{
			Now: a.clock.Now, NotifyURL: base + creatorRoot + "/credit/payment/notify/", ReturnURL: a.config.Payment.ReturnURL,
			Log: a.log, OnAlarm: a.alarm("order"),
		})
	c.orders.Register(a.runner)
	return a.newCallbacks()
}

// newCallbacks believes the documented callback under the configured secret;
// without one its address does not exist.
func (a *app) newCallbacks() (err error) {
	switch s := a.config.Secrets.PaymentCallbackSecret; {
	case s.IsSet():
		a.creator.callbacks, err = hmaccallback.New(s.Reveal())
	case a.config.Payment.UnsignedCallbacks:
		a.creator.callbacks = hmaccallback.Unsigned{}
	}
	return err
}

func (a *app) paymentMethods() (methods []order.Method, err error) {
	if a.config.SandboxOn() && (!a.config.Payment.Alipay.IsSet() || !a.config.Payment.Wechat.IsSet()) {
		if err := a.newBank(); err != nil {
			return nil, err
		}
	}
	for _, make := range []func() (payment.Provider, bool, error){a.alipay, a.wechat} {
		provider, simulated, err := make()
		if err != nil {
			return nil, err
		}
		if provider != nil {
			methods = append(methods, order.Method{Provider: provider, Sandbox: simulated})
		}
	}
	return methods, nil
}

// newBank makes the sandbox's vendors. Their keys are kept, sealed, so that
// payment addresses outlive a restart.
func (a *app) newBank() error {
	keys, err := sandbox.LoadKeys(filepath.Join(a.config.Data, "sandbox-bank.key"), a.ring("sandbox"))
	if err != nil {
		return err
	}
	base := string(a.config.URL(config.Creator))
	c := &a.creator
	c.bank, err = sandbox.New(sandbox.Options{
		Keys: keys, Base: base + "/cashier/bank", Now: a.clock.Now, Cashier: func(ref string) string { return base + "/cashier/" + ref },
	})
	if err != nil {
		return err
	}
	c.till = sandbox.NewTill(c.bank, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.handler.ServeHTTP(w, r) }))
	return nil
}

// alipay is the configured application, or the sandbox's, or none.
func (a *app) alipay() (payment.Provider, bool, error) {
	settings := &a.config.Payment.Alipay
	if settings.IsSet() {
		p, err := alipay.New(alipay.Config{
			AppID: settings.AppID, SellerID: settings.SellerID, PrivateKey: settings.Key.Reveal(), PublicKey: settings.PublicKey.Reveal(),
			Gateway: settings.Gateway, HTTP: a.vendorClient(), Now: a.clock.Now,
		})
		return p, false, err
	}
	if a.creator.bank == nil {
		return nil, false, nil
	}
	own, err := a.creator.bank.Alipay()
	if err != nil {
		return nil, true, err
	}
	p, err := alipay.New(own)
	if err != nil {
		return nil, true, err
	}
	return a.creator.bank.At(p), true, nil
}

// wechat is the configured merchant, or the sandbox's, or none.
func (a *app) wechat() (payment.Provider, bool, error) {
	settings := &a.config.Payment.Wechat
	if settings.IsSet() {
		var keys []wechatpay.PlatformKey
		if settings.PublicKey.IsSet() {
			keys = append(keys, wechatpay.PlatformKey{ID: settings.PublicKeyID, Text: settings.PublicKey.Reveal()})
		}
		if settings.Certificate.IsSet() {
			keys = append(keys, wechatpay.PlatformKey{Text: settings.Certificate.Reveal()})
		}
		p, err := wechatpay.New(wechatpay.Config{
			AppID: settings.AppID, MchID: settings.MchID, Serial: settings.Serial, PrivateKey: settings.Key.Reveal(), APIv3Key: settings.APIv3Key.Reveal(),
			Keys: keys, Base: settings.Gateway, HTTP: a.vendorClient(), Now: a.clock.Now,
		})
		return p, false, err
	}
	if a.creator.bank == nil {
		return nil, false, nil
	}
	own, err := a.creator.bank.Wechat()
	if err != nil {
		return nil, true, err
	}
	p, err := wechatpay.New(own)
	if err != nil {
		return nil, true, err
	}
	return a.creator.bank.At(p), true, nil
}

// vendorClient calls a payment vendor.
func (a *app) vendorClient() *http.Client {
	return httpx.Guarded(httpx.GuardOptions{AllowLoopback: a.config.Listen.AllowLoopback})
}

// cashierFront is the sandbox's page behind a payment address.
func (a *app) cashierFront() httpx.Front {
	pages := cashier.New(cashier.Deps{
		Store: a.store, Clock: a.clock, Orders: a.creator.orders, Till: a.creator.till, Bank: a.creator.bank.Handler(),
		Secret: a.keys.Sealing.Derive("cashier", 32), ReturnURL: a.config.Payment.ReturnURL, Limit: a.limiter(300, time.Minute),
	})
	return httpx.Front{Name: "cashier", Handler: pages.Handler(), Fail: cashier.Fail, Headers: httpx.PageHeaders(a.config.Production)}
}
