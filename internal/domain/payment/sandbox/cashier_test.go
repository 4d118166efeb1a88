package sandbox_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
)

// TestCashierButtons runs what the cashier's page offers, over sockets, with
// the real adapters on the merchant's side.
func TestCashierButtons(t *testing.T) {
	for _, provider := range []string{payment.Alipay, payment.Wechat} {
		for name, c := range map[string]struct {
			press    func(b *bundle, trade sandbox.Trade)
			credited int // orders credited
			reviewed error
			state    payment.State
		}{
			"pay": {func(b *bundle, trade sandbox.Trade) {
				b.must(b.bank.Pay(trade.Ref))
				b.acknowledged(sandbox.NoticeCmd{Ref: trade.Ref})
			}, 1, nil, payment.Paid},
			"pay late": {func(b *bundle, trade sandbox.Trade) {
				b.now = b.now.Add(time.Hour)
				b.must(b.bank.PayLate(trade.Ref))
				b.acknowledged(sandbox.NoticeCmd{Ref: trade.Ref})
			}, 1, nil, payment.Paid},
			"wrong amount": {func(b *bundle, trade sandbox.Trade) {
				b.must(b.bank.Pay(trade.Ref))
				b.acknowledged(sandbox.NoticeCmd{Ref: trade.Ref, Amount: trade.Amount - 1})
			}, 0, payment.ErrWrongAmount, payment.Paid},
			"pay, the callback is lost": {func(b *bundle, trade sandbox.Trade) {
				b.must(b.bank.Pay(trade.Ref))
			}, 0, nil, payment.Paid},
		} {
			t.Run(provider+" "+name, func(t *testing.T) {
				b := setup(t)
				c.press(b, b.place(provider))
				if len(b.credited) != c.credited {
					t.Errorf("credited %v", b.credited)
				}
				if c.reviewed != nil && (len(b.reviewed) != 1 || !errors.Is(b.reviewed[0], c.reviewed)) {
					t.Errorf("reviewed %v", b.reviewed)
				}
				status, err := b.providers[provider].Query(t.Context(), orderID)
				if err != nil || status.State != c.state {
					t.Errorf("queried %+v, %v", status, err)
				}
			})
		}
	}
}

func (b *bundle) must(_ sandbox.Trade, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) acknowledged(cmd sandbox.NoticeCmd) {
	b.t.Helper()
	if !b.deliver(cmd) {
		b.t.Error("not acknowledged")
	}
}

// TestNotifyTwice holds that two deliveries, and two different notices, name
// one transaction.
func TestNotifyTwice(t *testing.T) {
	for _, provider := range []string{payment.Alipay, payment.Wechat} {
		b := setup(t)
		trade := b.place(provider)
		b.must(b.bank.Pay(trade.Ref))
		notice, err := b.bank.Notice(sandbox.NoticeCmd{Ref: trade.Ref})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if ok, err := sandbox.Deliver(t.Context(), nil, notice); !ok || err != nil {
				t.Errorf("%s: %v, %v", provider, ok, err)
			}
		}
		b.acknowledged(sandbox.NoticeCmd{Ref: trade.Ref})
		want := map[string]int{provider + " " + trade.TransactionID: 3}
		if fmt.Sprint(b.credited) != fmt.Sprint(want) {
			t.Errorf("%s: credited %v, want %v", provider, b.credited, want)
		}
	}
}

func TestFail(t *testing.T) {
	for provider, want := range map[string]payment.State{
		payment.Alipay: payment.Closed, // Alipay has no failed trades, only unpaid ones that end
		payment.Wechat: payment.Failed,
	} {
		b := setup(t)
		trade := b.place(provider)
		b.must(b.bank.Fail(trade.Ref))
		if status, err := b.providers[provider].Query(t.Context(), orderID); err != nil || status.State != want {
			t.Errorf("%s: %+v, %v", provider, status, err)
		}
		_, err := b.bank.Notice(sandbox.NoticeCmd{Ref: trade.Ref})
		if silent := errors.Is(err, sandbox.ErrNoNotice); silent != (provider == payment.Wechat) {
			t.Errorf("%s: %v", provider, err)
		}
		// A second attempt may succeed, on the same trade.
		if again := b.place(provider); again.Ref != trade.Ref {
			t.Errorf("%s: placed as another trade", provider)
		}
		b.must(b.bank.Pay(trade.Ref))
	}
}

func TestTamperedDeliveryIsNotAcknowledged(t *testing.T) {
	for _, provider := range []string{payment.Alipay, payment.Wechat} {
		b := setup(t)
		trade := b.place(provider)
		b.must(b.bank.Pay(trade.Ref))
		notice, err := b.bank.Notice(sandbox.NoticeCmd{Ref: trade.Ref})
		if err != nil {
			t.Fatal(err)
		}
		notice.Body = append(notice.Body, '1')
		if ok, err := sandbox.Deliver(t.Context(), nil, notice); ok || err != nil {
			t.Errorf("%s: %v, %v", provider, ok, err)
		}
	}
}

func TestAcknowledges(t *testing.T) {
	for _, c := range []struct {
		provider string
		status   int
		body     string
		want     bool
	}{
		{payment.Alipay, 200, "success", true}, {payment.Alipay, 200, "success\n", false},
		{payment.Alipay, 200, "SUCCESS", false}, {payment.Alipay, 200, "fail", false},
		{payment.Wechat, 204, "", true}, {payment.Wechat, 200, `{"code":"SUCCESS"}`, true},
		{payment.Wechat, 401, `{"code":"FAIL"}`, false}, {payment.Wechat, 500, "", false},
	} {
		if got := sandbox.Acknowledges(c.provider, c.status, []byte(c.body)); got != c.want {
			t.Errorf("%+v: got %v", c, got)
		}
	}
}
