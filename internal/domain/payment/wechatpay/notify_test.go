package wechatpay_test

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/wechatpay"
)

func TestNotificationOfPayment(t *testing.T) {
	b := setup(t)
	trade := b.paid()
	delivery := b.notice(sandbox.NoticeCmd{Ref: trade.Ref})
	b.now = b.now.Add(5 * time.Minute)
	got, err := b.parse(delivery)
	want := payment.Status{
		OrderID: orderID, TransactionID: trade.TransactionID, State: payment.Paid,
		Amount: 1050, PaidAt: trade.PaidAt, Detail: "SUCCESS",
	}
	if err != nil || got.Status != want || got.ID == "" || got.AboutRefund() {
		t.Fatalf("got %+v, %v", got, err)
	}
	if err := got.Settles(payment.Due{OrderID: orderID, Amount: 1050}); err != nil {
		t.Errorf("it does not settle the order: %v", err)
	}
	if again, err := b.parse(delivery); err != nil || again != got {
		t.Errorf("a replay reads differently: %+v, %v", again, err)
	}
}

func TestNotificationOfWrongAmountSettlesNothing(t *testing.T) {
	b := setup(t)
	got, err := b.parse(b.notice(sandbox.NoticeCmd{Ref: b.paid().Ref, Amount: 1}))
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Settles(payment.Due{OrderID: orderID, Amount: 1050}); !errors.Is(err, payment.ErrWrongAmount) {
		t.Errorf("got %v", err)
	}
}

func TestNotificationOfRefund(t *testing.T) {
	b := setup(t)
	trade := b.paid()
	b.refund("F1", 50)
	delivery := b.notice(sandbox.NoticeCmd{Ref: trade.Ref, Kind: sandbox.Refunds, RefundID: "F1"})
	if delivery.URL != "https://shop.example/refunds" {
		t.Errorf("sent to %s", delivery.URL)
	}
	got, err := b.parse(delivery)
	want := payment.RefundStatus{
		OrderID: orderID, RefundID: "F1", TransactionID: trade.TransactionID,
		State: payment.RefundSucceeded, Amount: 50, Detail: "SUCCESS",
	}
	if err != nil || got.Refund != want || !got.AboutRefund() || got.State != payment.Refunded || got.Amount != 1050 {
		t.Errorf("got %+v, %v", got, err)
	}
}

// notification seals plain as the platform does, after change.
func (b *bundle) notification(kind, plain string, change func(resource map[string]string)) string {
	b.t.Helper()
	sealed, err := wechatpay.Seal([]byte(b.config.APIv3Key), "0123456789ab", "transaction", []byte(plain))
	if err != nil {
		b.t.Fatal(err)
	}
	resource := map[string]string{
		"algorithm": wechatpay.Algorithm, "original_type": kind, "ciphertext": sealed,
		"associated_data": "transaction", "nonce": "0123456789ab",
	}
	if change != nil {
		change(resource)
	}
	body, err := json.Marshal(map[string]any{"id": "N1", "event_type": "TRANSACTION.SUCCESS", "resource": resource})
	if err != nil {
		b.t.Fatal(err)
	}
	return string(body)
}

func TestSignedNotificationRules(t *testing.T) {
	refund := func(b *bundle, override string) string {
		return b.notification("refund", b.overridden(`{"mchid":"`+b.config.MchID+`","out_trade_no":"`+orderID+`","out_refund_no":"F1",
			"transaction_id":"T1","refund_status":"ABNORMAL","amount":{"total":1050,"refund":50}}`, override), nil)
	}
	transaction := func(b *bundle, override string) string {
		return b.notification("transaction", b.transaction(override), nil)
	}
	resource := func(b *bundle, change func(map[string]string)) string {
		return b.notification("transaction", b.transaction(`"attach":""`), change)
	}
	for name, c := range map[string]struct {
		body func(b *bundle) string
		want error
	}{
		"as it should be":     {func(b *bundle) string { return transaction(b, `"attach":""`) }, nil},
		"another merchant":    {func(b *bundle) string { return transaction(b, `"mchid":"1"`) }, payment.ErrWrongMerchant},
		"another app":         {func(b *bundle) string { return transaction(b, `"appid":"wx1"`) }, payment.ErrWrongMerchant},
		"unknown state":       {func(b *bundle) string { return transaction(b, `"trade_state":"SOLD"`) }, payment.ErrNotification},
		"no order":            {func(b *bundle) string { return transaction(b, `"out_trade_no":""`) }, payment.ErrNotification},
		"no transaction":      {func(b *bundle) string { return transaction(b, `"transaction_id":""`) }, payment.ErrNotification},
		"no amount":           {func(b *bundle) string { return transaction(b, `"amount":{"total":0}`) }, payment.ErrNotification},
		"amount a text":       {func(b *bundle) string { return transaction(b, `"amount":{"total":"1050"}`) }, payment.ErrNotification},
		"amount a fraction":   {func(b *bundle) string { return transaction(b, `"amount":{"total":1050.5}`) }, payment.ErrNotification},
		"other currency":      {func(b *bundle) string { return transaction(b, `"amount":{"total":1050,"currency":"HKD"}`) }, payment.ErrNotification},
		"refund":              {func(b *bundle) string { return refund(b, `"x":0`) }, nil},
		"refund of another":   {func(b *bundle) string { return refund(b, `"mchid":"1"`) }, payment.ErrWrongMerchant},
		"refund, odd status":  {func(b *bundle) string { return refund(b, `"refund_status":"NEW"`) }, payment.ErrNotification},
		"refund of no amount": {func(b *bundle) string { return refund(b, `"amount":{}`) }, payment.ErrNotification},
		"refund, no number":   {func(b *bundle) string { return refund(b, `"out_refund_no":""`) }, payment.ErrNotification},
		"other algorithm":     {func(b *bundle) string { return resource(b, func(r map[string]string) { r["algorithm"] = "NONE" }) }, payment.ErrNotification},
		"other type": {func(b *bundle) string {
			return resource(b, func(r map[string]string) { r["original_type"] = "complaint" })
		}, payment.ErrNotification},
		"other AAD":      {func(b *bundle) string { return resource(b, func(r map[string]string) { r["associated_data"] = "x" }) }, payment.ErrNotification},
		"other nonce":    {func(b *bundle) string { return resource(b, func(r map[string]string) { r["nonce"] = "ba9876543210" }) }, payment.ErrNotification},
		"short nonce":    {func(b *bundle) string { return resource(b, func(r map[string]string) { r["nonce"] = "x" }) }, payment.ErrNotification},
		"long nonce":     {func(b *bundle) string { return resource(b, func(r map[string]string) { r["nonce"] += "x" }) }, payment.ErrNotification},
		"not base64":     {func(b *bundle) string { return resource(b, func(r map[string]string) { r["ciphertext"] = "!" }) }, payment.ErrNotification},
		"nothing sealed": {func(b *bundle) string { return resource(b, func(r map[string]string) { r["ciphertext"] = "" }) }, payment.ErrNotification},
		"cut ciphertext": {func(b *bundle) string {
			return resource(b, func(r map[string]string) { r["ciphertext"] = r["ciphertext"][4:] })
		}, payment.ErrNotification},
		"sealed nonsense": {func(b *bundle) string { return b.notification("transaction", "<xml>", nil) }, payment.ErrNotification},
		"not JSON":        {func(*bundle) string { return "<xml>" }, payment.ErrNotification},
		"empty":           {func(*bundle) string { return "" }, payment.ErrNotification},
		"too large":       {func(*bundle) string { return strings.Repeat(" ", payment.BodyMax+1) }, payment.ErrNotification},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			body := c.body(b)
			got, err := b.provider.ParseNotification(b.signed(body), []byte(body), b.now)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %+v, %v, want %v", got, err, c.want)
			}
			if errors.Is(err, payment.ErrWrongMerchant) && got.OrderID != orderID {
				t.Error("the review is not told which order")
			}
		})
	}
}

func TestRefundThatDidNotSucceedSaysNothingOfTheOrder(t *testing.T) {
	b := setup(t)
	body := b.notification("refund", `{"mchid":"`+b.config.MchID+`","out_trade_no":"`+orderID+`","out_refund_no":"F1",
		"transaction_id":"T1","refund_status":"CLOSED","amount":{"total":1050,"refund":50}}`, nil)
	got, err := b.provider.ParseNotification(b.signed(body), []byte(body), b.now)
	if err != nil || got.Refund.State != payment.RefundFailed || got.State != "" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if err := got.Settles(payment.Due{OrderID: orderID, Amount: 1050}); !errors.Is(err, payment.ErrNotPaid) {
		t.Errorf("it settles the order: %v", err)
	}
}

func TestUnbelievableNotifications(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b *bundle, d *sandbox.Delivery)
		want   error
	}{
		"altered body":      {func(_ *bundle, d *sandbox.Delivery) { d.Body = append(d.Body, ' ') }, payment.ErrSignature},
		"unsigned":          {func(_ *bundle, d *sandbox.Delivery) { d.Headers = nil }, payment.ErrSignature},
		"signature dropped": {func(_ *bundle, d *sandbox.Delivery) { delete(d.Headers, wechatpay.HeaderSignature) }, payment.ErrSignature},
		"signed twice": {func(_ *bundle, d *sandbox.Delivery) {
			d.Headers[wechatpay.HeaderSignature] = append(d.Headers[wechatpay.HeaderSignature], "x")
		}, payment.ErrSignature},
		"probe": {func(_ *bundle, d *sandbox.Delivery) {
			d.Headers[wechatpay.HeaderSignature] = []string{wechatpay.ProbePrefix + d.Headers.Get(wechatpay.HeaderSignature)}
		}, payment.ErrSignature},
		"unknown serial": {func(_ *bundle, d *sandbox.Delivery) { d.Headers[wechatpay.HeaderSerial] = []string{"PUB_KEY_ID_1"} }, payment.ErrSignature},
		"other nonce":    {func(_ *bundle, d *sandbox.Delivery) { d.Headers[wechatpay.HeaderNonce] = []string{"x"} }, payment.ErrSignature},
		"fresher timestamp": {func(b *bundle, d *sandbox.Delivery) {
			b.now = b.now.Add(10 * time.Minute)
			d.Headers[wechatpay.HeaderTimestamp] = []string{wechatpay.Timestamp(b.now)}
		}, payment.ErrSignature},
		"no timestamp": {func(_ *bundle, d *sandbox.Delivery) { delete(d.Headers, wechatpay.HeaderTimestamp) }, payment.ErrStale},
		"late":         {func(b *bundle, _ *sandbox.Delivery) { b.now = b.now.Add(5*time.Minute + time.Second) }, payment.ErrStale},
		"early":        {func(b *bundle, _ *sandbox.Delivery) { b.now = b.now.Add(-5*time.Minute - time.Second) }, payment.ErrStale},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			d := b.notice(sandbox.NoticeCmd{Ref: b.paid().Ref})
			d.Headers = maps.Clone(d.Headers)
			c.change(b, &d)
			if got, err := b.parse(d); !errors.Is(err, c.want) || got != (payment.Notification{}) {
				t.Errorf("got %+v, %v, want %v", got, err, c.want)
			}
		})
	}
}

func TestHeaderNamesInAnyCase(t *testing.T) {
	b := setup(t)
	d := b.notice(sandbox.NoticeCmd{Ref: b.paid().Ref})
	lower := payment.Headers{}
	for name, values := range d.Headers {
		lower[strings.ToLower(name)] = values
	}
	d.Headers = lower
	if _, err := b.parse(d); err != nil {
		t.Error(err)
	}
}

func TestAnswers(t *testing.T) {
	b := setup(t)
	if got := b.provider.Ack(); got.Status != 204 || len(got.Body) != 0 {
		t.Errorf("ack: %+v", got)
	}
	for reason, want := range map[error]int{
		payment.ErrSignature: 401, payment.ErrStale: 401, payment.ErrWrongMerchant: 403, payment.ErrNotification: 400,
		fault.ErrInternal: 500, payment.ErrUnknown: 500, errors.New("disk full"): 500, nil: 500,
	} {
		got := b.provider.Nack(reason)
		var body struct{ Code string }
		if err := json.Unmarshal(got.Body, &body); err != nil || body.Code != "FAIL" || got.Status != want || got.ContentType != "application/json" {
			t.Errorf("%v: %+v %s", reason, got, got.Body)
		}
	}
}

func FuzzNotification(f *testing.F) {
	b := setup(f)
	good := b.notice(sandbox.NoticeCmd{Ref: b.paid().Ref})
	f.Add(string(good.Body), good.Headers.Get(wechatpay.HeaderSignature))
	f.Add(`{"resource":{"nonce":"x"}}`, wechatpay.ProbePrefix)
	f.Fuzz(func(t *testing.T, body, signature string) {
		headers := maps.Clone(good.Headers)
		headers[wechatpay.HeaderSignature] = []string{signature}
		if _, err := b.provider.ParseNotification(headers, []byte(body), b.now); err == nil && body != string(good.Body) {
			t.Errorf("believed %q", body)
		}
	})
}

// FuzzSignedNotification looks for trouble behind the signature.
func FuzzSignedNotification(f *testing.F) {
	b := setup(f)
	f.Add(b.transaction(`"attach":""`), "transaction", "0123456789ab", "AAAA")
	f.Add(`{"refund_status":"SUCCESS"}`, "refund", "", "")
	f.Fuzz(func(t *testing.T, plain, kind, nonce, ciphertext string) {
		b := *b
		b.t = t
		for _, body := range []string{
			b.notification(kind, plain, nil),
			b.notification(kind, plain, func(r map[string]string) { r["nonce"], r["ciphertext"] = nonce, ciphertext }),
		} {
			got, err := b.provider.ParseNotification(b.signed(body), []byte(body), b.now)
			if err == nil && got.State == payment.Paid && (got.Amount <= 0 || got.TransactionID == "" || got.OrderID == "") {
				t.Errorf("paid without what a payment has: %+v", got)
			}
		}
	})
}
