package main

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/hmaccallback"
	"guerdon/internal/domain/payment/wechatpay"
)

func fen(n int64) amount.Amount { return amount.Amount(n) }

type alipayArgs struct{ AppID, SellerID, PrivateKey, PublicKey, Gateway string }

func (t *tool) useAlipay(_ context.Context, a alipayArgs) (bool, error) {
	provider, err := alipay.New(alipay.Config{
		AppID: a.AppID, SellerID: a.SellerID, PrivateKey: a.PrivateKey, PublicKey: a.PublicKey,
		Gateway: a.Gateway, Now: t.now,
	})
	t.providers[payment.Alipay] = provider
	return err == nil, err
}

type wechatpayArgs struct {
	AppID, MchID, Serial, PrivateKey, APIv3Key, Base string
	Keys                                             []wechatpay.PlatformKey
}

func (t *tool) useWechatpay(_ context.Context, a wechatpayArgs) (bool, error) {
	provider, err := wechatpay.New(wechatpay.Config{
		AppID: a.AppID, MchID: a.MchID, Serial: a.Serial, PrivateKey: a.PrivateKey, APIv3Key: a.APIv3Key,
		Base: a.Base, Keys: a.Keys, Now: t.now,
	})
	t.providers[payment.Wechat] = provider
	return err == nil, err
}

type orderArgs struct {
	Provider, OrderID, RefundID, Subject, NotifyURL, ReturnURL, Surface, PayerIP, Reason string
	Amount, Total                                                                        int64
	ExpiresInSeconds                                                                     int64
}

func (t *tool) place(ctx context.Context, a orderArgs) (payment.Placed, error) {
	cmd := payment.PlaceCmd{
		OrderID: a.OrderID, Amount: fen(a.Amount), Subject: a.Subject, NotifyURL: a.NotifyURL,
		ReturnURL: a.ReturnURL, Surface: payment.Surface(a.Surface), PayerIP: a.PayerIP,
	}
	if a.ExpiresInSeconds > 0 {
		cmd.ExpiresAt = t.now() + instant.Instant(a.ExpiresInSeconds*1_000_000)
	}
	return t.providers[a.Provider].Place(ctx, cmd)
}

func (t *tool) query(ctx context.Context, a orderArgs) (payment.Status, error) {
	return t.providers[a.Provider].Query(ctx, a.OrderID)
}

func (t *tool) refund(ctx context.Context, a orderArgs) (payment.RefundStatus, error) {
	return t.providers[a.Provider].Refund(ctx, payment.RefundCmd{
		OrderID: a.OrderID, RefundID: a.RefundID, Amount: fen(a.Amount), Total: fen(a.Total), Reason: a.Reason,
	})
}

func (t *tool) queryRefund(ctx context.Context, a orderArgs) (payment.RefundStatus, error) {
	return t.providers[a.Provider].QueryRefund(ctx, payment.RefundRef{OrderID: a.OrderID, RefundID: a.RefundID})
}

func (t *tool) close(ctx context.Context, a orderArgs) (bool, error) {
	err := t.providers[a.Provider].Close(ctx, a.OrderID)
	return err == nil, err
}

type parseArgs struct {
	Provider string
	Headers  payment.Headers
	Body     string
	Due      payment.Due // what the order waits for; none where empty
	Secret   string      // of a callback
	Method   string      // of a callback's order
}

// parse reads a notification and, where something is due, compares.
func (t *tool) parse(_ context.Context, a parseArgs) (payment.Notification, error) {
	n, err := t.providers[a.Provider].ParseNotification(a.Headers, []byte(a.Body), t.now())
	if err == nil && a.Due.OrderID != "" {
		err = n.Settles(a.Due)
	}
	return n, err
}

func (t *tool) signCallback(_ context.Context, a parseArgs) (payment.Headers, error) {
	verifier, err := hmaccallback.New(a.Secret)
	if err != nil {
		return nil, err
	}
	return verifier.Sign([]byte(a.Body), t.now()), nil
}

func (t *tool) parseCallback(_ context.Context, a parseArgs) (hmaccallback.Callback, error) {
	verifier, err := hmaccallback.New(a.Secret)
	if err != nil {
		return hmaccallback.Callback{}, err
	}
	callback, err := verifier.Parse(a.Headers, []byte(a.Body), t.now())
	if err == nil && a.Due.OrderID != "" {
		err = callback.Settles(a.Due, a.Method)
	}
	return callback, err
}
