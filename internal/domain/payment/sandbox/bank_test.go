package sandbox_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
)

func TestTradeStates(t *testing.T) {
	b := setup(t)
	trade := b.place(payment.Wechat)
	if len(trade.Ref) != len(orderID)+1+32 || trade.State != payment.Waiting || len(trade.TransactionID) != 28 {
		t.Fatalf("placed %+v", trade)
	}
	paid, err := b.bank.Pay(trade.Ref)
	if err != nil || paid.State != payment.Paid || paid.PaidAt != b.now {
		t.Fatalf("paid %+v, %v", paid, err)
	}
	b.now = b.now.Add(time.Minute)
	if again, err := b.bank.Pay(trade.Ref); err != nil || again.PaidAt != paid.PaidAt {
		t.Errorf("paid again %+v, %v", again, err)
	}
	if _, err := b.bank.Fail(trade.Ref); !errors.Is(err, sandbox.ErrTradeState) {
		t.Errorf("failed after it was paid: %v", err)
	}
	b.now = b.now.Add(24 * time.Hour)
	if got, err := b.bank.Get(trade.Ref); err != nil || got.State != payment.Paid {
		t.Errorf("after the deadline: %+v, %v", got, err)
	}
}

func TestDeadlineCloses(t *testing.T) {
	b := setup(t)
	trade := b.place(payment.Wechat)
	b.now = trade.ExpiresAt
	if _, err := b.bank.Pay(trade.Ref); !errors.Is(err, sandbox.ErrTradeState) {
		t.Errorf("paid at the deadline: %v", err)
	}
	if _, err := b.bank.Fail(trade.Ref); !errors.Is(err, sandbox.ErrTradeState) {
		t.Errorf("failed at the deadline: %v", err)
	}
	if got, err := b.bank.PayLate(trade.Ref); err != nil || got.State != payment.Paid {
		t.Errorf("paid late: %+v, %v", got, err)
	}
}

func TestUnknownReference(t *testing.T) {
	b := setup(t)
	for name, verb := range map[string]func(string) (sandbox.Trade, error){
		"get": b.bank.Get, "pay": b.bank.Pay, "pay late": b.bank.PayLate, "fail": b.bank.Fail,
	} {
		if _, err := verb("nothing"); !errors.Is(err, sandbox.ErrTradeAbsent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.bank.Notice(sandbox.NoticeCmd{Ref: "nothing"}); !errors.Is(err, sandbox.ErrTradeAbsent) {
		t.Errorf("notice: %v", err)
	}
}

func TestNothingToTell(t *testing.T) {
	for _, provider := range []string{payment.Alipay, payment.Wechat} {
		b := setup(t)
		ref := b.place(provider).Ref
		for _, cmd := range []sandbox.NoticeCmd{{Ref: ref}, {Ref: ref, Kind: sandbox.Finished}, {Ref: ref, Kind: sandbox.Refunds, RefundID: "F1"}} {
			if _, err := b.bank.Notice(cmd); !errors.Is(err, sandbox.ErrNoNotice) {
				t.Errorf("%s, %+v: %v", provider, cmd, err)
			}
		}
	}
}

func TestAlipayPageLeadsToTheCashier(t *testing.T) {
	b := setup(t)
	provider := b.providers[payment.Alipay]
	cmd := payment.PlaceCmd{OrderID: orderID, Amount: 1050, Subject: "x", NotifyURL: "https://shop.example/n", Surface: payment.Mobile}
	placed, err := provider.Place(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	first := b.browse(placed.PayURL).Header.Get("Location")
	trade, err := b.bank.Find(payment.Alipay, orderID)
	if err != nil || first != "https://shop.example/cashier/"+trade.Ref {
		t.Fatalf("led to %q, %v", first, err)
	}
	if again := b.browse(placed.PayURL).Header.Get("Location"); again != first {
		t.Errorf("the second visit led to %q", again)
	}
	for name, tampered := range map[string]string{
		"amount":   strings.Replace(placed.PayURL, "10.50", "00.01", 1),
		"unsigned": strings.Replace(placed.PayURL, "sign=", "sgin=", 1),
		"twice":    placed.PayURL + "&app_id=1",
		"app":      strings.Replace(placed.PayURL, "app_id="+sandbox.AlipayAppID, "app_id=1", 1),
	} {
		if tampered == placed.PayURL {
			t.Fatalf("%s: nothing was altered", name)
		}
		if got := b.browse(tampered); got.Header.Get("Location") != "" {
			t.Errorf("%s: led to %q", name, got.Header.Get("Location"))
		}
	}
}

func TestGatewaysRefuseStrangers(t *testing.T) {
	b := setup(t)
	config, err := b.bank.Wechat()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path, body, authorization string
		want                      int
	}{
		"unsigned":       {"/v3/refund/domestic/refunds", `{}`, "", 401},
		"other scheme":   {"/v3/refund/domestic/refunds", `{}`, "Basic eA==", 401},
		"bad signature":  {"/v3/pay/transactions/native", `{}`, `WECHATPAY2-SHA256-RSA2048 mchid="1900000000",signature="AAAA"`, 401},
		"long header":    {"/v3/pay/transactions/native", `{}`, `WECHATPAY2-SHA256-RSA2048 ` + strings.Repeat("a", 5000), 401},
		"large body":     {"/v3/pay/transactions/native", strings.Repeat(" ", 1<<20), "", 400},
		"large form":     {"/gateway.do", strings.Repeat("a", 1<<20), "", 400},
		"bad form":       {"/gateway.do", "a=%zz", "", 400},
		"unsigned form":  {"/gateway.do", "app_id=" + sandbox.AlipayAppID, "", 200},
		"another's path": {"/v4/x", "", "", 404},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, config.Base+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Authorization", c.authorization)
			response, err := b.bank.Transport().RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(response.Body)
			if response.StatusCode != c.want || (c.want == 200 && !strings.Contains(string(text), "isv.invalid-signature")) {
				t.Errorf("got %d %s", response.StatusCode, text)
			}
		})
	}
}

func TestOneOrderHasOneTrade(t *testing.T) {
	b := setup(t)
	provider := b.providers[payment.Wechat]
	b.place(payment.Wechat)
	cmd := payment.PlaceCmd{OrderID: orderID, Amount: 1, Subject: "x", NotifyURL: b.merchant.URL}
	if _, err := provider.Place(t.Context(), cmd); !errors.Is(err, payment.ErrState) {
		t.Errorf("the same order at another price: %v", err)
	}
	if _, err := b.bank.Find(payment.Alipay, orderID); !errors.Is(err, sandbox.ErrTradeAbsent) {
		t.Errorf("it is at the other vendor too: %v", err)
	}
}

func TestOldestTradesGo(t *testing.T) {
	b := setup(t)
	first := b.place(payment.Wechat)
	b.bank.Fill(sandbox.TradesMax)
	if _, err := b.bank.Get(first.Ref); !errors.Is(err, sandbox.ErrTradeAbsent) {
		t.Errorf("the first is still there: %v", err)
	}
	if _, err := b.bank.Find(payment.Wechat, fmt.Sprintf("FILL%06d", sandbox.TradesMax-1)); err != nil {
		t.Errorf("the last is not there: %v", err)
	}
}

func TestSetup(t *testing.T) {
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	good := sandbox.Options{
		Keys: keys, Base: "http://127.0.0.1:8080", Cashier: url.PathEscape,
		Now: func() instant.Instant { return 0 },
	}
	if _, err := sandbox.New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*sandbox.Options){
		"base":    func(o *sandbox.Options) { o.Base = "/sandbox" },
		"cashier": func(o *sandbox.Options) { o.Cashier = nil },
		"clock":   func(o *sandbox.Options) { o.Now = nil },
		"keys":    func(o *sandbox.Options) { o.Keys.AlipayVendor = "x" },
		"apiKey":  func(o *sandbox.Options) { o.Keys.WechatAPIv3Key = "x" },
	} {
		o := good
		change(&o)
		if _, err := sandbox.New(o); !errors.Is(err, payment.ErrSetup) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestKeysAreNew(t *testing.T) {
	a, err := sandbox.GenerateKeys()
	if err != nil {
		t.Fatal(err)
	}
	b, err := testKeys()
	if err != nil || a.AlipayMerchant == b.AlipayMerchant || a.WechatAPIv3Key == b.WechatAPIv3Key || len(a.WechatAPIv3Key) != 32 {
		t.Errorf("not new: %v", err)
	}
}
