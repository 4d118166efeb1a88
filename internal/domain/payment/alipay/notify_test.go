package alipay_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/vendorlink"
)

func TestNotificationOfPayment(t *testing.T) {
	b := setup(t)
	trade := b.paid()
	for kind, detail := range map[sandbox.NoticeKind]string{sandbox.Outcome: "TRADE_SUCCESS", sandbox.Finished: "TRADE_FINISHED"} {
		delivery := b.notice(sandbox.NoticeCmd{Ref: trade.Ref, Kind: kind})
		got, err := b.parse(delivery)
		want := payment.Status{
			OrderID: orderID, TransactionID: trade.TransactionID, State: payment.Paid,
			Amount: 1050, PaidAt: b.now, Detail: detail,
		}
		if err != nil || got.Status != want || got.ID == "" || got.AboutRefund() {
			t.Errorf("%s: got %+v, %v", detail, got, err)
		}
		again, err := b.parse(delivery)
		if err != nil || again != got {
			t.Errorf("a replay reads differently: %+v, %v", again, err)
		}
	}
}

// TestNotificationAfterRefund holds that a success word after a refund is not
// read as a payment that may be credited.
func TestNotificationAfterRefund(t *testing.T) {
	for name, c := range map[string]struct {
		fen    int64
		kind   sandbox.NoticeKind
		detail string
	}{
		"a part":                      {50, sandbox.Refunds, "TRADE_SUCCESS"},
		"everything":                  {1050, sandbox.Refunds, "TRADE_CLOSED"},
		"finished after a part":       {50, sandbox.Finished, "TRADE_FINISHED"},
		"finished after all was back": {1050, sandbox.Finished, "TRADE_FINISHED"},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			trade := b.paid()
			b.refund("F1", c.fen)
			got, err := b.parse(b.notice(sandbox.NoticeCmd{Ref: trade.Ref, Kind: c.kind, RefundID: "F1"}))
			if err != nil || got.State != payment.Refunded || got.Refunded != amount.Amount(c.fen) || got.Detail != c.detail {
				t.Fatalf("got %+v, %v", got, err)
			}
			if got.AboutRefund() != (c.kind == sandbox.Refunds) {
				t.Errorf("about a refund: %v", got.AboutRefund())
			}
			if err := got.Settles(payment.Due{OrderID: orderID, Amount: 1050}); !errors.Is(err, payment.ErrNotPaid) {
				t.Errorf("it settles the order: %v", err)
			}
		})
	}
}

func TestNotificationOfWrongAmountSettlesNothing(t *testing.T) {
	b := setup(t)
	trade := b.paid()
	got, err := b.parse(b.notice(sandbox.NoticeCmd{Ref: trade.Ref, Amount: 1}))
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Settles(payment.Due{OrderID: orderID, Amount: 1050}); !errors.Is(err, payment.ErrWrongAmount) {
		t.Errorf("got %v", err)
	}
}

// form is a notification as parameters, freely changed and then signed.
func (b *bundle) form(change func(alipay.Params)) []byte {
	b.t.Helper()
	keys, err := testKeys()
	if err != nil {
		b.t.Fatal(err)
	}
	key, err := vendorlink.ParsePrivate(keys.AlipayVendor)
	if err != nil {
		b.t.Fatal(err)
	}
	params := alipay.Params{
		"app_id": b.config.AppID, "seller_id": b.config.SellerID, "notify_id": "N1", "body": "",
		"out_trade_no": orderID, "trade_no": "T1", "trade_status": "TRADE_SUCCESS", "total_amount": "10.50",
		"subject": "100% a+b=c&d 积分", "gmt_payment": "2026-01-22 10:30:00",
	}
	change(params)
	if err := params.SignNotification(key); err != nil {
		b.t.Fatal(err)
	}
	return []byte(encode(params))
}

func encode(params alipay.Params) string {
	values := url.Values{}
	for name, value := range params {
		values.Set(name, value)
	}
	return values.Encode()
}

func TestSignedNotificationRules(t *testing.T) {
	for name, c := range map[string]struct {
		change func(alipay.Params)
		want   error
	}{
		"as it should be":       {func(alipay.Params) {}, nil},
		"another empty value":   {func(p alipay.Params) { p["buyer_logon_id"] = "" }, nil},
		"encoded once more":     {func(p alipay.Params) { p["subject"] = "%E4%B8%AD+%25" }, nil},
		"another app":           {func(p alipay.Params) { p["app_id"] = "2" }, payment.ErrWrongMerchant},
		"another seller":        {func(p alipay.Params) { p["seller_id"] = "2088999" }, payment.ErrWrongMerchant},
		"no seller":             {func(p alipay.Params) { delete(p, "seller_id") }, payment.ErrWrongMerchant},
		"no order":              {func(p alipay.Params) { delete(p, "out_trade_no") }, payment.ErrNotification},
		"no transaction":        {func(p alipay.Params) { p["trade_no"] = "" }, payment.ErrNotification},
		"no amount":             {func(p alipay.Params) { delete(p, "total_amount") }, payment.ErrNotification},
		"amount of three digit": {func(p alipay.Params) { p["total_amount"] = "10.501" }, payment.ErrNotification},
		"negative amount":       {func(p alipay.Params) { p["total_amount"] = "-10.50" }, payment.ErrNotification},
		"negative refund":       {func(p alipay.Params) { p["refund_fee"] = "-1" }, payment.ErrNotification},
		"unknown state":         {func(p alipay.Params) { p["trade_status"] = "PAID" }, payment.ErrNotification},
		"no state":              {func(p alipay.Params) { delete(p, "trade_status") }, payment.ErrNotification},
		"waiting":               {func(p alipay.Params) { p["trade_status"] = "WAIT_BUYER_PAY" }, nil},
		"closed":                {func(p alipay.Params) { p["trade_status"] = "TRADE_CLOSED" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			got, err := b.provider.ParseNotification(nil, b.form(c.change), b.now)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %+v, %v, want %v", got, err, c.want)
			}
			if errors.Is(err, payment.ErrWrongMerchant) && got.OrderID != orderID {
				t.Error("the review is not told which order")
			}
		})
	}
}

func TestUnbelievableNotifications(t *testing.T) {
	b := setup(t)
	good := string(b.form(func(alipay.Params) {}))
	params, err := url.ParseQuery(good)
	if err != nil {
		t.Fatal(err)
	}
	without := func(name string) string {
		p := url.Values{}
		for k, v := range params {
			if k != name {
				p[k] = v
			}
		}
		return p.Encode()
	}
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"altered amount":         {strings.Replace(good, "10.50", "99.50", 1), payment.ErrSignature},
		"altered state":          {strings.Replace(good, "TRADE_SUCCESS", "TRADE_FINISHED", 1), payment.ErrSignature},
		"empty value dropped":    {without("body"), payment.ErrSignature},
		"parameter added":        {good + "&extra=1", payment.ErrSignature},
		"unsigned":               {without("sign"), payment.ErrSignature},
		"no sign_type":           {without("sign_type"), payment.ErrSignature},
		"weak sign_type":         {strings.Replace(good, "sign_type=RSA2", "sign_type=RSA", 1), payment.ErrSignature},
		"repeated amount":        {good + "&total_amount=99.50", payment.ErrNotification},
		"bad escape":             {good + "&x=%zz", payment.ErrNotification},
		"semicolons":             {good + "&a;b=1", payment.ErrNotification},
		"empty":                  {"", payment.ErrSignature},
		"JSON":                   {`{"out_trade_no":"R1"}`, payment.ErrSignature},
		"huge":                   {good + "&x=" + strings.Repeat("a", payment.BodyMax), payment.ErrNotification},
		"too many parameters":    {good + manyParams(), payment.ErrNotification},
		"signed by the merchant": {b.signedByMerchant(params), payment.ErrSignature},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := b.provider.ParseNotification(nil, []byte(c.body), b.now); !errors.Is(err, c.want) || got != (payment.Notification{}) {
				t.Errorf("got %+v, %v, want %v", got, err, c.want)
			}
		})
	}
}

func manyParams() string {
	var b strings.Builder
	for i := range 101 {
		b.WriteString("&p" + strings.Repeat("x", i) + "=1")
	}
	return b.String()
}

func (b *bundle) signedByMerchant(form url.Values) string {
	b.t.Helper()
	key, err := vendorlink.ParsePrivate(b.config.PrivateKey)
	if err != nil {
		b.t.Fatal(err)
	}
	params := alipay.Params{}
	for name := range form {
		params[name] = form.Get(name)
	}
	if err := params.SignNotification(key); err != nil {
		b.t.Fatal(err)
	}
	return encode(params)
}

func TestAnswers(t *testing.T) {
	b := setup(t)
	if got := b.provider.Ack(); string(got.Body) != "success" || got.Status != 200 {
		t.Errorf("ack: %+v", got)
	}
	if got := b.provider.Nack(payment.ErrSignature); string(got.Body) != "fail" || got.Status != 200 {
		t.Errorf("nack: %+v", got)
	}
}

func FuzzNotification(f *testing.F) {
	b := setup(f)
	f.Add(b.form(func(alipay.Params) {}))
	f.Add([]byte("sign_type=RSA2&sign=AAAA&app_id=1"))
	f.Add([]byte("a=%00;&=&&=%"))
	good := string(b.form(func(alipay.Params) {}))
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := b.provider.ParseNotification(nil, body, b.now); err == nil && !sameForm(string(body), good) {
			t.Errorf("believed %q", body)
		}
	})
}

// sameForm tells whether two bodies hold the same parameters.
func sameForm(a, b string) bool {
	x, err := url.ParseQuery(a)
	if err != nil {
		return false
	}
	y, _ := url.ParseQuery(b)
	return x.Encode() == y.Encode()
}
