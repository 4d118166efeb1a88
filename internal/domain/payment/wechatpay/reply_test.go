package wechatpay_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/wechatpay"
)

// TestUnbelievableReplies holds that nothing but a reply signed by the
// platform over its very bytes is a yes.
func TestUnbelievableReplies(t *testing.T) {
	for name, meddle := range map[string]func(b *bundle){
		"altered amount":              func(b *bundle) { b.altering(`"total":1050`, `"total":1000`) },
		"altered state":               func(b *bundle) { b.altering("SUCCESS", "NOTPAY") },
		"altered spacing":             func(b *bundle) { b.altering(`{`, `{ `) },
		"altered nonce":               func(b *bundle) { b.heading(wechatpay.HeaderNonce, "x") },
		"altered signature":           func(b *bundle) { b.heading(wechatpay.HeaderSignature, "AAAA") },
		"unsigned":                    func(b *bundle) { b.heading(wechatpay.HeaderSignature, "") },
		"probe":                       func(b *bundle) { b.heading(wechatpay.HeaderSignature, wechatpay.ProbePrefix+"x") },
		"unknown serial":              func(b *bundle) { b.heading(wechatpay.HeaderSerial, "PUB_KEY_ID_9") },
		"no serial":                   func(b *bundle) { b.heading(wechatpay.HeaderSerial, "") },
		"no timestamp":                func(b *bundle) { b.heading(wechatpay.HeaderTimestamp, "") },
		"other scheme":                func(b *bundle) { b.heading(wechatpay.HeaderSignatureType, "WECHATPAY2-SM2-WITH-SM3") },
		"old":                         func(b *bundle) { b.replyingAfter(6 * time.Minute) },
		"server error":                func(b *bundle) { b.replying(500, nil, `{"code":"SYSTEM_ERROR"}`) },
		"server error, definite word": func(b *bundle) { b.replying(502, nil, `{"code":"ORDER_NOT_EXIST"}`) },
		"accepted":                    func(b *bundle) { b.replying(202, nil, `{"code":"ACCEPTED"}`) },
		"redirect":                    func(b *bundle) { b.replying(302, nil, "") },
		"refusal, no code":            func(b *bundle) { b.replying(404, nil, `<html>not found</html>`) },
		"refusal, odd":                func(b *bundle) { b.replying(400, nil, `{"code":7}`) },
		"refusal, forged":             func(b *bundle) { b.replying(404, b.signed("other"), `{"code":"ORDER_NOT_EXIST"}`) },
		"request timeout":             func(b *bundle) { b.replying(408, nil, `{"code":"X"}`) },
		"no answer":                   func(b *bundle) { b.silent() },
		"connection lost": func(b *bundle) {
			b.meddle = func(*http.Response, error) (*http.Response, error) { return nil, errors.New("reset") }
		},
		"not JSON":          func(b *bundle) { b.truly("<html>") },
		"deep":              func(b *bundle) { b.truly(strings.Repeat("[", 20_000)) },
		"another order":     func(b *bundle) { b.truly(b.transaction(`"out_trade_no":"R9"`)) },
		"another merchant":  func(b *bundle) { b.truly(b.transaction(`"mchid":"1"`)) },
		"another app":       func(b *bundle) { b.truly(b.transaction(`"appid":"wx1"`)) },
		"unknown state":     func(b *bundle) { b.truly(b.transaction(`"trade_state":"SOLD"`)) },
		"amount a fraction": func(b *bundle) { b.truly(b.transaction(`"amount":{"total":10.5,"currency":"CNY"}`)) },
		"amount negative":   func(b *bundle) { b.truly(b.transaction(`"amount":{"total":-1,"currency":"CNY"}`)) },
		"no amount":         func(b *bundle) { b.truly(b.transaction(`"amount":{}`)) },
		"other currency":    func(b *bundle) { b.truly(b.transaction(`"amount":{"total":1050,"currency":"USD"}`)) },
		"no number":         func(b *bundle) { b.truly(b.transaction(`"transaction_id":""`)) },
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

// truly makes every reply this one, truly signed by the platform.
func (b *bundle) truly(body string) { b.replying(200, b.signed(body), body) }

// transaction is a paid transaction, in which one member is another.
func (b *bundle) transaction(override string) string {
	return b.overridden(`{"appid":"`+b.config.AppID+`","mchid":"`+b.config.MchID+`","out_trade_no":"`+orderID+`",
		"transaction_id":"T1","trade_state":"SUCCESS","success_time":"2026-01-22T10:30:00+08:00",
		"amount":{"total":1050,"currency":"CNY"}}`, override)
}

// overridden replaces members of a JSON object.
func (b *bundle) overridden(object, override string) string {
	b.t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(object), &members); err != nil {
		b.t.Fatal(err)
	}
	if err := json.Unmarshal([]byte("{"+override+"}"), &members); err != nil {
		b.t.Fatal(err)
	}
	text, err := json.Marshal(members)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

// replyingAfter lets d pass before the reply is read.
func (b *bundle) replyingAfter(d time.Duration) {
	b.meddle = func(r *http.Response, err error) (*http.Response, error) {
		b.now = b.now.Add(d)
		return r, err
	}
}

func TestTransactionOverrideIsOtherwiseGood(t *testing.T) {
	b := setup(t)
	b.truly(b.transaction(`"attach":""`))
	if got, err := b.provider.Query(t.Context(), orderID); err != nil || got.State != payment.Paid {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEmptyReplyIsVerifiedToo(t *testing.T) {
	b := setup(t)
	b.placed()
	b.heading(wechatpay.HeaderSignature, "AAAA")
	if err := b.provider.Close(t.Context(), orderID); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("got %v", err)
	}
}

func TestCodes(t *testing.T) {
	for code, c := range map[string]struct {
		status int
		want   error
	}{
		"ORDER_NOT_EXIST":     {404, payment.ErrAbsent},
		"ORDERNOTEXIST":       {404, payment.ErrAbsent},
		"RESOURCE_NOT_EXISTS": {404, payment.ErrAbsent},
		"ORDERPAID":           {400, payment.ErrState},
		"ORDER_CLOSED":        {400, payment.ErrState},
		"FREQUENCY_LIMITED":   {429, payment.ErrBusy},
		"RATELIMIT_EXCEEDED":  {429, payment.ErrBusy},
		"SOMETHING":           {429, payment.ErrBusy},
		"SYSTEM_ERROR":        {500, payment.ErrUnknown},
		"SYSTEMERROR":         {400, payment.ErrUnknown},
		"BANKERROR":           {400, payment.ErrUnknown},
		"BIZERR_NEED_RETRY":   {400, payment.ErrUnknown},
		"SIGN_ERROR":          {401, payment.ErrRejected},
		"NOT_ENOUGH":          {403, payment.ErrRejected},
		"PARAM_ERROR":         {400, payment.ErrRejected},
	} {
		for _, signed := range []bool{true, false} {
			b := setup(t)
			body := `{"code":"` + code + `","message":"x"}`
			headers := payment.Headers{}
			if signed {
				headers = b.signed(body)
			}
			b.replying(c.status, headers, body)
			_, err := b.provider.Refund(t.Context(), payment.RefundCmd{OrderID: orderID, RefundID: "F1", Amount: 1, Total: 1})
			if !errors.Is(err, c.want) {
				t.Errorf("%s, signed %v: got %v, want %v", code, signed, err, c.want)
			}
		}
	}
}

func TestBankRefusesWhatTheMerchantDidNotSign(t *testing.T) {
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(b *bundle){
		"another key":      func(b *bundle) { b.config.PrivateKey = keys.AlipayMerchant },
		"another merchant": func(b *bundle) { b.config.MchID = "1900000001" },
		"another serial":   func(b *bundle) { b.config.Serial = "AA" },
		"late": func(b *bundle) {
			at := b.now.Add(-6 * time.Minute)
			b.config.Now = func() instant.Instant { return at }
		},
	} {
		b := setup(t)
		change(b)
		b.build()
		// The bank's own clock and the adapter's differ when a request is
		// late, so the refusal is read where it is made.
		var status int
		b.meddle = func(r *http.Response, err error) (*http.Response, error) {
			status = r.StatusCode
			return r, err
		}
		if _, err := b.provider.Query(t.Context(), orderID); err == nil || status != http.StatusUnauthorized {
			t.Errorf("%s: got %v, status %d", name, err, status)
		}
	}
}
