package alipay_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/vendorlink"
)

func amountOf(fen int64) amount.Amount { return amount.Amount(fen) }

func TestQueryTellsEveryState(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(b *bundle)
		want    payment.State
		detail  string
	}{
		"never opened": {func(*bundle) {}, payment.Absent, "ACQ.TRADE_NOT_EXIST"},
		"opened":       {func(b *bundle) { b.opened() }, payment.Waiting, "WAIT_BUYER_PAY"},
		"paid":         {func(b *bundle) { b.paid() }, payment.Paid, "TRADE_SUCCESS"},
		"expired": {func(b *bundle) {
			b.opened()
			b.now = b.now.Add(time.Hour)
		}, payment.Closed, "TRADE_CLOSED"},
		"given back in full": {func(b *bundle) {
			b.paid()
			b.refund("F1", 1050)
		}, payment.Refunded, "TRADE_CLOSED"},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			c.prepare(b)
			got, err := b.provider.Query(t.Context(), orderID)
			if err != nil || got.State != c.want || got.Detail != c.detail || got.OrderID != orderID {
				t.Fatalf("got %+v, %v", got, err)
			}
			if c.want == payment.Paid {
				wantPaid(t, b, got)
			}
		})
	}
}

func wantPaid(t *testing.T, b *bundle, got payment.Status) {
	t.Helper()
	trade, err := b.bank.Find(payment.Alipay, orderID)
	if err != nil {
		t.Fatal(err)
	}
	want := payment.Status{
		OrderID: orderID, TransactionID: trade.TransactionID, State: payment.Paid,
		Amount: 1050, PaidAt: b.now, Detail: got.Detail,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if err := got.Settles(payment.Due{OrderID: orderID, Amount: 1050}); err != nil {
		t.Errorf("it does not settle the order: %v", err)
	}
}

func (b *bundle) refund(id string, fen int64) payment.RefundStatus {
	b.t.Helper()
	status, err := b.provider.Refund(b.t.Context(), payment.RefundCmd{
		OrderID: orderID, RefundID: id, Amount: amountOf(fen), Total: 1050, Reason: "不要了",
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return status
}

func TestRefund(t *testing.T) {
	b := setup(t)
	trade := b.paid()
	ref := payment.RefundRef{OrderID: orderID, RefundID: "F1"}
	if got, err := b.provider.QueryRefund(t.Context(), ref); err != nil || got.State != payment.RefundAbsent {
		t.Fatalf("before: %+v, %v", got, err)
	}
	want := payment.RefundStatus{
		OrderID: orderID, RefundID: "F1", TransactionID: trade.TransactionID,
		State: payment.RefundSucceeded, Amount: 50, Detail: "fund_change=Y",
	}
	if got := b.refund("F1", 50); got != want {
		t.Errorf("first: got %+v, want %+v", got, want)
	}
	if got := b.refund("F1", 50); got.State != payment.RefundProcessing {
		t.Errorf("a repetition moved no money, and so must be looked up: %+v", got)
	}
	want.Detail = "REFUND_SUCCESS"
	if got, err := b.provider.QueryRefund(t.Context(), ref); err != nil || got != want {
		t.Errorf("after: got %+v, %v, want %+v", got, err, want)
	}
	_, err := b.provider.Refund(t.Context(), payment.RefundCmd{OrderID: orderID, RefundID: "F2", Amount: 1001, Total: 1050})
	if !errors.Is(err, payment.ErrRejected) {
		t.Errorf("more than is left: %v", err)
	}
}

func TestRefundOfWhatWasNotPaid(t *testing.T) {
	b := setup(t)
	cmd := payment.RefundCmd{OrderID: orderID, RefundID: "F1", Amount: 1, Total: 1050}
	if _, err := b.provider.Refund(t.Context(), cmd); !errors.Is(err, payment.ErrAbsent) {
		t.Errorf("absent: %v", err)
	}
	got, err := b.provider.QueryRefund(t.Context(), payment.RefundRef{OrderID: orderID, RefundID: "F1"})
	if err != nil || got.State != payment.RefundAbsent {
		t.Errorf("query: %+v, %v", got, err)
	}
	b.opened()
	if _, err := b.provider.Refund(t.Context(), cmd); !errors.Is(err, payment.ErrState) {
		t.Errorf("waiting: %v", err)
	}
}

func TestClose(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(b *bundle)
		want    error
	}{
		"never opened": {func(*bundle) {}, payment.ErrAbsent},
		"waiting":      {func(b *bundle) { b.opened() }, nil},
		"paid":         {func(b *bundle) { b.paid() }, payment.ErrState},
		"closed before": {func(b *bundle) {
			b.opened()
			if err := b.provider.Close(b.t.Context(), orderID); err != nil {
				b.t.Fatal(err)
			}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			c.prepare(b)
			if err := b.provider.Close(t.Context(), orderID); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// TestUnbelievableReplies holds that nothing but a reply signed by Alipay over
// its very bytes is a yes or a no.
func TestUnbelievableReplies(t *testing.T) {
	for name, meddle := range map[string]func(b *bundle){
		"altered amount":    func(b *bundle) { b.altering(`"10.50"`, `"10.00"`) },
		"altered state":     func(b *bundle) { b.altering("TRADE_SUCCESS", "TRADE_CLOSED") },
		"altered spacing":   func(b *bundle) { b.altering(`"code":`, `"code": `) },
		"altered signature": func(b *bundle) { b.altering(`"sign":"`, `"sign":"AAAA`) },
		"unsigned":          func(b *bundle) { b.altering(`"sign":`, `"nope":`) },
		"signature a number": func(b *bundle) {
			b.replying(200, `{"alipay_trade_query_response":{"code":"10000"},"sign":1}`)
		},
		"another method's": func(b *bundle) { b.altering("alipay_trade_query_response", "alipay_trade_close_response") },
		"unsigned refusal": func(b *bundle) {
			b.replying(200, `{"error_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}}`)
		},
		"server error": func(b *bundle) { b.replying(500, "oops") },
		"bad gateway":  func(b *bundle) { b.replying(502, `{"alipay_trade_query_response":{"code":"10000"}}`) },
		"server error, signed": func(b *bundle) {
			b.replying(502, b.sign("alipay_trade_query_response", `{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}`))
		},
		"redirect":  func(b *bundle) { b.replying(302, "") },
		"not JSON":  func(b *bundle) { b.replying(200, "<html>") },
		"empty":     func(b *bundle) { b.replying(200, "") },
		"deep":      func(b *bundle) { b.replying(200, strings.Repeat("[", 20_000)) },
		"no answer": func(b *bundle) { b.silent() },
		"connection lost": func(b *bundle) {
			b.meddle = func(*http.Response, error) (*http.Response, error) { return nil, errors.New("reset") }
		},
		"an array, not node": func(b *bundle) { b.signed(`[]`) },
		"another order": func(b *bundle) {
			b.signed(`{"code":"10000","out_trade_no":"R9","trade_status":"TRADE_SUCCESS","total_amount":"1.00"}`)
		},
		"unknown state": func(b *bundle) {
			b.signed(`{"code":"10000","out_trade_no":"` + orderID + `","trade_status":"SOLD","total_amount":"1.00"}`)
		},
		"no amount": func(b *bundle) {
			b.signed(`{"code":"10000","out_trade_no":"` + orderID + `","trade_status":"TRADE_SUCCESS"}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			b.paid()
			meddle(b)
			if got, err := b.provider.Query(t.Context(), orderID); !errors.Is(err, payment.ErrUnknown) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// signed makes every reply to a query this node, truly signed by the vendor.
func (b *bundle) signed(node string) {
	b.t.Helper()
	b.replying(200, b.sign("alipay_trade_query_response", node))
}

func (b *bundle) sign(name, node string) string {
	b.t.Helper()
	keys, err := testKeys()
	if err != nil {
		b.t.Fatal(err)
	}
	key, err := vendorlink.ParsePrivate(keys.AlipayVendor)
	if err != nil {
		b.t.Fatal(err)
	}
	signature, err := vendorlink.Sign(key, []byte(node))
	if err != nil {
		b.t.Fatal(err)
	}
	return fmt.Sprintf(`{"%s":%s,"sign":"%s"}`, name, node, signature)
}

func TestReplyIsVerifiedOverRawBytes(t *testing.T) {
	b := setup(t)
	b.signed(`{ "code" : "10000",  "out_trade_no":"` + orderID + `","trade_no":"T1","trade_status":"TRADE_SUCCESS","total_amount":"1.00",` +
		`"send_pay_date":"2026-01-22 10:30:00","store":"a\/b}\u4e2d{\"sign\":\"x\""}`)
	got, err := b.provider.Query(t.Context(), orderID)
	if err != nil || got.State != payment.Paid || got.Amount != 100 || got.PaidAt != b.now {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestCodes(t *testing.T) {
	for name, c := range map[string]struct {
		node, nodeName string
		want           error
	}{
		"system error":         {`{"code":"40004","sub_code":"ACQ.SYSTEM_ERROR"}`, "", payment.ErrUnknown},
		"system error, aop":    {`{"code":"40004","sub_code":"aop.ACQ.SYSTEM_ERROR"}`, "", payment.ErrUnknown},
		"unavailable":          {`{"code":"20000","sub_code":"isp.unknow-error"}`, "", payment.ErrUnknown},
		"unavailable upstream": {`{"code":"20000","sub_code":"aop.unknow-error"}`, "", payment.ErrUnknown},
		"unheard-of code":      {`{"code":"77777"}`, "", payment.ErrUnknown},
		"no code":              {`{}`, "", payment.ErrUnknown},
		"limited":              {`{"code":"40005","sub_code":"isv.app-call-limited"}`, "", payment.ErrBusy},
		"wrong state":          {`{"code":"40004","sub_code":"ACQ.TRADE_HAS_FINISHED"}`, "", payment.ErrState},
		"bad signature":        {`{"code":"40002","sub_code":"isv.invalid-signature"}`, "", payment.ErrRejected},
		"no permission":        {`{"code":"40006","sub_code":"isv.insufficient-isv-permissions"}`, "", payment.ErrRejected},
		"seller out of funds":  {`{"code":"40004","sub_code":"ACQ.SELLER_BALANCE_NOT_ENOUGH"}`, "", payment.ErrRejected},
		"error node":           {`{"code":"40002","sub_code":"isv.invalid-app-id"}`, "error_response", payment.ErrRejected},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			nodeName := c.nodeName
			if nodeName == "" {
				nodeName = alipay.NodeName("alipay.trade.refund")
			}
			b.replying(200, b.sign(nodeName, c.node))
			_, err := b.provider.Refund(t.Context(), payment.RefundCmd{OrderID: orderID, RefundID: "F1", Amount: 1, Total: 1})
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestBankRefusesWhatTheMerchantDidNotSign(t *testing.T) {
	b := setup(t)
	other, err := sandbox.GenerateKeys()
	if err != nil {
		t.Fatal(err)
	}
	b.config.PrivateKey = other.AlipayMerchant
	provider, err := alipay.New(b.config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Query(t.Context(), orderID); !errors.Is(err, payment.ErrRejected) || !strings.Contains(err.Error(), "isv.invalid-signature") {
		t.Errorf("got %v", err)
	}
}
