package sandbox_test

import (
	"errors"
	"net/http"
	"path/filepath"
	"testing"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/platform/secret"
)

// What the cashier plays arrives at the merchant as its vendor would tell it.
func TestTheTillTellsTheMerchant(t *testing.T) {
	for _, c := range []struct {
		act                         payment.Act
		provider                    string
		replies, credited, reviewed int
		acknowledged                bool
		state                       payment.State
	}{
		{payment.ActPay, payment.Alipay, 1, 1, 0, true, payment.Paid},
		{payment.ActPay, payment.Wechat, 1, 1, 0, true, payment.Paid},
		{payment.ActNotifyTwice, payment.Alipay, 2, 2, 0, true, payment.Paid},
		{payment.ActNotifyTwice, payment.Wechat, 2, 2, 0, true, payment.Paid},
		{payment.ActWrongAmount, payment.Alipay, 1, 0, 1, true, payment.Waiting},
		{payment.ActWrongAmount, payment.Wechat, 1, 0, 1, true, payment.Waiting},
		{payment.ActPayLate, payment.Alipay, 1, 1, 0, true, payment.Paid},
		{payment.ActFail, payment.Alipay, 1, 0, 1, true, payment.Failed},
		{payment.ActFail, payment.Wechat, 0, 0, 0, false, payment.Failed},
	} {
		t.Run(c.provider+" "+string(c.act), func(t *testing.T) {
			b := setup(t)
			till := sandbox.NewTill(b.bank, http.HandlerFunc(b.receive))
			trade := b.place(c.provider)
			told, err := till.Do(t.Context(), trade.Ref, c.act)
			if err != nil || len(told.Replies) != c.replies || told.Trade.State != c.state {
				t.Fatalf("%+v, %v", told, err)
			}
			for _, r := range told.Replies {
				if r.Acknowledged != c.acknowledged || r.Status == 0 {
					t.Errorf("the merchant answered %+v", r)
				}
			}
			times := 0
			for _, n := range b.credited {
				times += n
			}
			if times != c.credited || len(b.reviewed) != c.reviewed || len(b.credited) > 1 {
				t.Errorf("told of %v, reviewed %v", b.credited, b.reviewed)
			}
		})
	}
}

// A bank that has forgotten everything makes the same references again, and
// can be told what was paid.
func TestABankWithoutMemoryCanGoOn(t *testing.T) {
	b := setup(t)
	before := b.place(payment.Wechat)
	other := setup(t)
	other.now = b.now
	till := sandbox.NewTill(other.bank, http.HandlerFunc(other.receive))
	if order, ok := till.Order(before.Ref); !ok || order != orderID {
		t.Fatalf("%s is of %q, %v", before.Ref, order, ok)
	}
	for _, bad := range []string{"", orderID, orderID + "-", before.Ref + "0", "X" + before.Ref, before.Ref[:len(before.Ref)-1] + "x"} {
		if order, ok := till.Order(bad); ok {
			t.Errorf("%q passed as of %s", bad, order)
		}
	}
	if _, err := till.Trade(before.Ref); !errors.Is(err, sandbox.ErrTradeAbsent) {
		t.Fatal(err)
	}
	if again := other.place(payment.Wechat); again.Ref != before.Ref {
		t.Errorf("%s became %s", before.Ref, again.Ref)
	}
	third := setup(t)
	p := third.bank.At(third.providers[payment.Alipay])
	p.Restore(payment.PlaceCmd{OrderID: orderID}, payment.Status{Amount: 1050, TransactionID: "T", PaidAt: third.now})
	r, err := p.Refund(t.Context(), payment.RefundCmd{OrderID: orderID, RefundID: "F1", Amount: 1050, Total: 1050})
	if err != nil || r.State != payment.RefundSucceeded {
		t.Errorf("%+v, %v", r, err)
	}
}

// A trade that the documented callback paid is paid at the bank too, once the
// bank is told.
func TestTheBankIsToldOfAPayment(t *testing.T) {
	b := setup(t)
	trade := b.place(payment.Wechat)
	p := b.bank.At(b.providers[payment.Wechat])
	for range 2 {
		p.Restore(payment.PlaceCmd{OrderID: orderID}, payment.Status{Amount: 1050, TransactionID: "T", PaidAt: b.now})
	}
	r, err := p.Refund(t.Context(), payment.RefundCmd{OrderID: orderID, RefundID: "F1", Amount: 1050, Total: 1050})
	if err != nil || r.State != payment.RefundSucceeded || r.TransactionID != trade.TransactionID {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestKeysAreKeptSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sandbox.keys")
	master := secret.NewMaster()
	first, err := sandbox.LoadKeys(path, secret.NewRing("sandbox", master))
	if err != nil {
		t.Fatal(err)
	}
	again, err := sandbox.LoadKeys(path, secret.NewRing("sandbox", master))
	if err != nil || again != first || first.AlipayMerchant == "" {
		t.Errorf("read other keys, %v", err)
	}
	if _, err := sandbox.LoadKeys(path, secret.NewRing("sandbox", secret.NewMaster())); !errors.Is(err, secret.ErrUnknownKey) {
		t.Errorf("a stranger's ring opened them: %v", err)
	}
}
