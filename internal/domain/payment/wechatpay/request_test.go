package wechatpay_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/vendorlink"
	"guerdon/internal/domain/payment/wechatpay"
)

func TestMessages(t *testing.T) {
	if got, want := string(wechatpay.RequestMessage("POST", "/v3/x?a=1", "1", "n", []byte(`{}`))), "POST\n/v3/x?a=1\n1\nn\n{}\n"; got != want {
		t.Errorf("request: %q", got)
	}
	if got, want := string(wechatpay.RequestMessage("GET", "/v3/x", "1", "n", nil)), "GET\n/v3/x\n1\nn\n\n"; got != want {
		t.Errorf("request without content: %q", got)
	}
	if got, want := string(wechatpay.ReplyMessage("1", "n", nil)), "1\nn\n\n"; got != want {
		t.Errorf("reply: %q", got)
	}
}

func TestFresh(t *testing.T) {
	now := instant.Of(time.Unix(1_000_000, 0))
	for timestamp, want := range map[string]bool{
		"1000000": true, "999700": true, "999699": false, "1000300": true, "1000301": false,
		"": false, "x": false, "-1": false, "1e6": false, "99999999999999999999": false, "9223372036854775807": false,
	} {
		if got := wechatpay.Fresh(timestamp, now); got != want {
			t.Errorf("%q: got %v", timestamp, got)
		}
	}
}

var authority = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 mchid="([^"]+)",nonce_str="([0-9a-f]{32})",timestamp="(\d+)",serial_no="([^"]+)",signature="([^"]+)"$`)

func TestRequestIsSigned(t *testing.T) {
	b := setup(t)
	key, err := vendorlink.ParsePrivate(b.config.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	b.placed()
	seen := map[string]bool{}
	check := func(method, uri string) {
		t.Helper()
		part := authority.FindStringSubmatch(b.sent.Header.Get("Authorization"))
		if part == nil {
			t.Fatalf("Authorization is %q", b.sent.Header.Get("Authorization"))
		}
		body := sentBody(t, b.sent)
		message := wechatpay.RequestMessage(method, uri, part[3], part[2], body)
		if !vendorlink.Verifies(&key.PublicKey, message, part[5]) {
			t.Errorf("%s %s: the signature does not hold", method, uri)
		}
		if part[1] != b.config.MchID || part[4] != b.config.Serial || part[3] != wechatpay.Timestamp(b.now) || seen[part[2]] {
			t.Errorf("%s %s: %q", method, uri, part)
		}
		seen[part[2]] = true
		if b.sent.Header.Get("Wechatpay-Serial") != sandbox.WechatPublicKeyID {
			t.Error("the platform is not told which key to sign with")
		}
	}
	check("POST", "/sandbox/v3/pay/transactions/native")
	if _, err := b.provider.Query(t.Context(), orderID); err != nil {
		t.Fatal(err)
	}
	check("GET", "/sandbox/v3/pay/transactions/out-trade-no/"+orderID+"?mchid="+b.config.MchID)
}

func sentBody(t *testing.T, r *http.Request) []byte {
	t.Helper()
	if r.GetBody == nil {
		return nil
	}
	reader, err := r.GetBody()
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestPlace(t *testing.T) {
	for name, c := range map[string]struct {
		surface payment.Surface
		use     payment.Use
		path    string
		suffix  string // of the pay URL
	}{
		"computer": {payment.Desktop, payment.Scan, "/native", "?x=1"},
		"phone":    {payment.Mobile, payment.Open, "/h5", "?redirect_url=https%3A%2F%2Fshop.example%2Fdone%3Ffrom%3Dpay%26n%3D1&x=1"},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			cmd := b.command()
			cmd.Surface, cmd.PayerIP = c.surface, "203.0.113.7"
			placed, err := b.provider.Place(t.Context(), cmd)
			want := payment.Placed{PayURL: "https://bank.example/cashier/" + b.trade().Ref + c.suffix, Use: c.use}
			if err != nil || placed != want {
				t.Fatalf("got %v, %v, want %v", placed, err, want)
			}
			if !strings.HasSuffix(b.sent.URL.Path, c.path) {
				t.Errorf("sent to %s", b.sent.URL.Path)
			}
			wantPlaceContent(t, b, c.surface)
			again, err := b.provider.Place(t.Context(), cmd)
			if err != nil || again != placed {
				t.Errorf("again: %v, %v", again, err)
			}
		})
	}
}

func wantPlaceContent(t *testing.T, b *bundle, surface payment.Surface) {
	t.Helper()
	var got map[string]any
	if err := json.Unmarshal(sentBody(t, b.sent), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"appid": b.config.AppID, "mchid": b.config.MchID, "description": "充值 <100> 积分", "out_trade_no": orderID,
		"time_expire": "2026-01-22T11:00:00+08:00", "notify_url": "https://shop.example/notify",
		"amount": map[string]any{"total": 1050.0, "currency": "CNY"},
	}
	if surface == payment.Mobile {
		want["scene_info"] = map[string]any{"payer_client_ip": "203.0.113.7", "h5_info": map[string]any{"type": "Wap"}}
	}
	gotText, _ := json.Marshal(got)
	wantText, _ := json.Marshal(want)
	if string(gotText) != string(wantText) {
		t.Errorf("sent %s, want %s", gotText, wantText)
	}
}

func TestPlaceRefusals(t *testing.T) {
	for field, change := range map[string]func(*payment.PlaceCmd){
		"amount":     func(c *payment.PlaceCmd) { c.Amount = 0 },
		"notify_url": func(c *payment.PlaceCmd) { c.NotifyURL += "?a=1" },
		"payer_ip":   func(c *payment.PlaceCmd) { c.Surface = payment.Mobile },
	} {
		b := setup(t)
		cmd := b.command()
		change(&cmd)
		_, err := b.provider.Place(t.Context(), cmd)
		if !errors.Is(err, payment.ErrCommand) || fault.Of(err).Params["field"] != field || b.sent != nil {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

func TestPlaceOfWhatIsDecided(t *testing.T) {
	b := setup(t)
	b.paid()
	if _, err := b.provider.Place(t.Context(), b.command()); !errors.Is(err, payment.ErrState) {
		t.Errorf("paid: %v", err)
	}
}

func TestPlaceNeedsAUsableURL(t *testing.T) {
	for name, c := range map[string]struct {
		surface payment.Surface
		body    string
	}{
		"no code_url":      {payment.Desktop, `{}`},
		"no h5_url":        {payment.Mobile, `{}`},
		"relative h5_url":  {payment.Mobile, `{"h5_url":"/x"}`},
		"malformed h5_url": {payment.Mobile, `{"h5_url":"https://[x"}`},
	} {
		b := setup(t)
		b.replying(200, b.signed(c.body), c.body)
		cmd := b.command()
		cmd.Surface, cmd.PayerIP = c.surface, "203.0.113.7"
		if got, err := b.provider.Place(t.Context(), cmd); !errors.Is(err, payment.ErrUnknown) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestQueryTellsEveryState(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(b *bundle)
		want    payment.State
		detail  string
	}{
		"never placed": {func(*bundle) {}, payment.Absent, "ORDER_NOT_EXIST"},
		"placed":       {func(b *bundle) { b.placed() }, payment.Waiting, "NOTPAY"},
		"failed":       {func(b *bundle) { _, _ = b.bank.Fail(b.placed().Ref) }, payment.Failed, "PAYERROR"},
		"paid":         {func(b *bundle) { b.paid() }, payment.Paid, "SUCCESS"},
		"expired": {func(b *bundle) {
			b.placed()
			b.now = b.now.Add(time.Hour)
		}, payment.Closed, "CLOSED"},
		"given back in part": {func(b *bundle) {
			b.paid()
			b.refund("F1", 50)
		}, payment.Refunded, "REFUND"},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			c.prepare(b)
			got, err := b.provider.Query(t.Context(), orderID)
			if err != nil || got.State != c.want || got.Detail != c.detail || got.OrderID != orderID {
				t.Fatalf("got %+v, %v", got, err)
			}
			if c.want != payment.Paid {
				return
			}
			want := payment.Status{
				OrderID: orderID, TransactionID: b.trade().TransactionID, State: payment.Paid,
				Amount: 1050, PaidAt: b.now, Detail: "SUCCESS",
			}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func (b *bundle) refund(id string, fen int64) payment.RefundStatus {
	b.t.Helper()
	status, err := b.provider.Refund(b.t.Context(), payment.RefundCmd{
		OrderID: orderID, RefundID: id, Amount: amount.Amount(fen), Total: 1050, Reason: "不要了",
		NotifyURL: "https://shop.example/refunds",
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
		State: payment.RefundSucceeded, Amount: 50, Detail: "SUCCESS",
	}
	for _, attempt := range []string{"first", "repeated"} {
		if got := b.refund("F1", 50); got != want {
			t.Errorf("%s: got %+v, want %+v", attempt, got, want)
		}
	}
	if got, err := b.provider.QueryRefund(t.Context(), ref); err != nil || got != want {
		t.Errorf("after: got %+v, %v, want %+v", got, err, want)
	}
	if got := b.trade().Refunded(); got != 50 {
		t.Errorf("given back %d fen", got)
	}
	_, err := b.provider.Refund(t.Context(), payment.RefundCmd{OrderID: orderID, RefundID: "F2", Amount: 1001, Total: 1050})
	if !errors.Is(err, payment.ErrRejected) {
		t.Errorf("more than is left: %v", err)
	}
}

func TestRefundStates(t *testing.T) {
	for status, want := range map[string]payment.RefundState{
		"SUCCESS": payment.RefundSucceeded, "PROCESSING": payment.RefundProcessing,
		"CLOSED": payment.RefundFailed, "ABNORMAL": payment.RefundFailed, "NEW": "",
	} {
		b := setup(t)
		body := `{"out_trade_no":"` + orderID + `","out_refund_no":"F1","status":"` + status + `","amount":{"refund":5,"total":10,"currency":"CNY"}}`
		b.replying(200, b.signed(body), body)
		got, err := b.provider.QueryRefund(t.Context(), payment.RefundRef{OrderID: orderID, RefundID: "F1"})
		if got.State != want || (want == "") != errors.Is(err, payment.ErrUnknown) {
			t.Errorf("%s: got %+v, %v", status, got, err)
		}
	}
}

func TestClose(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(b *bundle)
		want    error
	}{
		"never placed": {func(*bundle) {}, payment.ErrAbsent},
		"waiting":      {func(b *bundle) { b.placed() }, nil},
		"paid":         {func(b *bundle) { b.paid() }, payment.ErrState},
		"closed before": {func(b *bundle) {
			b.placed()
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
