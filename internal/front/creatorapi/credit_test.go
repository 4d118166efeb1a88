package creatorapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/hmaccallback"
	"guerdon/internal/domain/payment/sandbox"
)

// placed is what a placed order's answer says.
type placed struct {
	OrderID    string `json:"order_id"`
	PaymentURL string `json:"payment_url"`
}

func (b *bench) place(bearer, path, body string, headers ...string) placed {
	b.t.Helper()
	var out placed
	b.data(b.call(bearer, http.MethodPost, path, body, headers...), &out)
	return out
}

func (b *bench) creditsOf(bearer string) (n int64) {
	b.t.Helper()
	var out struct {
		Balance int64 `json:"credit_balance"`
	}
	b.data(b.call(bearer, http.MethodGet, "/api/v1/credit/balance", ""), &out)
	return out.Balance
}

func (b *bench) pay(o placed, act payment.Act) payment.Told {
	b.t.Helper()
	told, err := b.credit.till.Do(b.t.Context(), b.ref(o.PaymentURL), act)
	b.must(err)
	return told
}

const tenYuan = `{"amount": 10.00, "payment_method": "alipay"}`

// Twenty callbacks and twenty notifications of one order, at once, credit it
// once.
func TestParallelCallbacksCreditOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice := b.user("alice")
		o := b.place(alice, "/api/v1/credit/recharge", tenYuan)
		trade, err := b.credit.bank.Pay(b.ref(o.PaymentURL))
		b.must(err)
		notice, err := b.credit.bank.Notice(sandbox.NoticeCmd{Ref: trade.Ref})
		b.must(err)
		body := fmt.Sprintf(`{"order_id":%q,"payment_method":"alipay","transaction_id":%q,"status":"success"}`, o.OrderID, trade.TransactionID)
		signer, err := hmaccallback.New(callbackSecret)
		b.must(err)
		signed := signer.Sign([]byte(body), b.clock.Now())
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				a := b.call("", http.MethodPost, "/api/v1/credit/payment/callback", body, "X-Timestamp", signed.Get("X-Timestamp"), "X-Signature", signed.Get("X-Signature"))
				if a.status != http.StatusOK {
					t.Errorf("%d %s", a.status, a.body)
				}
			})
			wg.Go(func() {
				a := b.call("", http.MethodPost, "/api/v1/credit/payment/notify/alipay", string(notice.Body), "Content-Type", "application/x-www-form-urlencoded")
				if a.status != http.StatusOK || a.body != "success" {
					t.Errorf("%d %s", a.status, a.body)
				}
			})
		}
		wg.Wait()
		if n := b.creditsOf(alice); n != 100 {
			t.Errorf("%d credits", n)
		}
	})
}

// Without a secret, or without an account at the vendor, there is no address
// to notify, and nothing is sold.
func TestWhatIsNotConfiguredDoesNotExist(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.deps.Callbacks = nil
		b.deps.Orders = b.sell(nil)
		b.serve()
		for _, path := range []string{"callback", "notify/alipay", "notify/wechat"} {
			if a := b.call("", http.MethodPost, "/api/v1/credit/payment/"+path, "{}"); a.status != http.StatusNotFound || a.code() != http.StatusNotFound {
				t.Errorf("%s: %d %s", path, a.status, a.body)
			}
		}
		alice := b.user("alice")
		for _, c := range [][2]string{{"/api/v1/credit/recharge", tenYuan}, {"/api/v1/credit/membership", `{"membership_type":"monthly","payment_method":"wechat"}`}} {
			if a := b.call(alice, http.MethodPost, c[0], c[1]); a.status != http.StatusBadRequest || a.code() != 40005 {
				t.Errorf("%s: %d %s", c[0], a.status, a.body)
			}
		}
		if a := b.call(alice, http.MethodPost, "/api/v1/credit/membership", `{"membership_type":"monthly","payment_method":"balance"}`); a.code() != 40001 {
			t.Errorf("with credits: %d %s", a.status, a.body)
		}
	})
}

func TestUnsignedCallbacksWhereTheyWereAskedFor(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.deps.Callbacks = hmaccallback.Unsigned{}
		b.serve()
		alice := b.user("alice")
		o := b.place(alice, "/api/v1/credit/recharge", tenYuan)
		a := b.call("", http.MethodPost, "/api/v1/credit/payment/callback", fmt.Sprintf(`{"order_id":%q,"payment_method":"alipay","transaction_id":"2026012212345678","status":"success"}`, o.OrderID))
		if a.body != `{"code":200,"message":"success","data":null}`+"\n" && a.body != `{"code":200,"message":"success","data":null}` || b.creditsOf(alice) != 100 {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
}

// refusing is a vendor that takes no order, or gives no answer.
type refusing struct {
	payment.Provider
	err error
}

func (r refusing) Place(context.Context, payment.PlaceCmd) (payment.Placed, error) {
	return payment.Placed{}, r.err
}

// A refused order is 40005, also when the request comes again; one whose
// answer was lost has no address yet, and gets it later.
func TestAnOrderThatCannotBePlaced(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice := b.user("alice")
		methods := b.sandboxMethods()
		with := func(err error) {
			b.deps.Orders = b.sell([]order.Method{{Provider: refusing{methods[0].Provider, err}, Sandbox: true}})
			b.serve()
		}
		with(payment.ErrRejected)
		for range 2 {
			if a := b.call(alice, http.MethodPost, "/api/v1/credit/recharge", tenYuan, "Idempotency-Key", "refused"); a.status != http.StatusBadRequest || a.code() != 40005 {
				t.Errorf("%d %s", a.status, a.body)
			}
		}
		with(payment.ErrUnknown)
		o := b.place(alice, "/api/v1/credit/recharge", tenYuan, "Idempotency-Key", "unknown")
		if o.OrderID == "" || o.PaymentURL != "" {
			t.Errorf("%+v", o)
		}
		b.deps.Orders = b.sell(methods)
		b.serve()
		again := b.place(alice, "/api/v1/credit/recharge", tenYuan, "Idempotency-Key", "unknown")
		if again.OrderID != o.OrderID || again.PaymentURL == "" {
			t.Errorf("%+v, then %+v", o, again)
		}
		b.pay(again, payment.ActPay)
		if n := b.creditsOf(alice); n != 100 {
			t.Errorf("%d credits", n)
		}
	})
}

// A phone's browser gets the vendor's page for phones.
func TestPhonesGetThePageForPhones(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.place(b.user("alice"), "/api/v1/credit/recharge", tenYuan, "User-Agent", "Mozilla/5.0 (iPhone) Mobile/15E148")
		if !strings.Contains(o.PaymentURL, "alipay.trade.wap.pay") {
			t.Error(o.PaymentURL)
		}
	})
}

// The first payment of somebody who was invited rewards who invited them; its
// refund takes the reward back.
func TestAReferralFollowsThePayment(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		register := func(name, code string) string {
			b.data(b.call("", http.MethodPost, "/api/v1/auth/register", fmt.Sprintf(`{"username":%q,"email":"%s@example.com","password":"a long password","referral_code":%q}`, name, name, code)), &struct{}{})
			var tokens struct {
				Access string `json:"access_token"`
			}
			b.data(b.call("", http.MethodPost, "/api/v1/auth/login", fmt.Sprintf(`{"username":%q,"password":"a long password"}`, name)), &tokens)
			return tokens.Access
		}
		inviter := register("inviter", "")
		var own struct {
			Code string `json:"referral_code"`
		}
		b.data(b.call(inviter, http.MethodPost, "/api/v1/operation/referral/generate", ""), &own)
		invited := register("invited", own.Code)
		o := b.place(invited, "/api/v1/credit/recharge", tenYuan)
		b.pay(o, payment.ActNotifyTwice)
		if n := b.creditsOf(inviter); n != 50 {
			t.Errorf("%d credits for the invitation", n)
		}
		b.must(b.refundOrder(nil, o.OrderID))
		b.clock.Advance(time.Minute)
		b.must(b.workOrders(nil))
		if n, m := b.creditsOf(inviter), b.creditsOf(invited); n != 0 || m != 0 {
			t.Errorf("after the refund: %d and %d credits", n, m)
		}
		if a := b.call(inviter, http.MethodGet, "/api/v1/credit/transactions", ""); strings.Count(a.body, `"referral"`) != 2 {
			t.Errorf("%s", a.body)
		}
	})
}
