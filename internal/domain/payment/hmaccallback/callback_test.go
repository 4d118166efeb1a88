package hmaccallback_test

import (
	"errors"
	"strings"
	"testing"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/hmaccallback"
)

func TestParse(t *testing.T) {
	paid := hmaccallback.Callback{OrderID: "R1", Method: "wechat", TransactionID: "T1", State: payment.Paid}
	priced := paid
	priced.Amount = 1050
	failed := hmaccallback.Callback{OrderID: "R1", Method: "wechat", State: payment.Failed}
	head := `{"order_id":"R1","payment_method":"wechat","transaction_id":"T1","status":"success"`
	for name, c := range map[string]struct {
		body string
		want hmaccallback.Callback // zero: refused
	}{
		"as documented":         {head + `}`, paid},
		"unknown member":        {head + `,"x":{}}`, paid},
		"amount":                {head + `,"amount":10.50}`, priced},
		"amount, shorter":       {head + `,"amount":10.5}`, priced},
		"amount, longer":        {head + `,"amount":10.5000}`, priced},
		"amount as text":        {head + `,"amount":"10.50"}`, priced},
		"amount null":           {head + `,"amount":null}`, paid},
		"amount of three digit": {head + `,"amount":10.501}`, hmaccallback.Callback{}},
		"amount zero":           {head + `,"amount":0}`, hmaccallback.Callback{}},
		"amount negative":       {head + `,"amount":-10.5}`, hmaccallback.Callback{}},
		"amount exponent":       {head + `,"amount":1e3}`, hmaccallback.Callback{}},
		"amount empty":          {head + `,"amount":""}`, hmaccallback.Callback{}},
		"amount an object":      {head + `,"amount":{}}`, hmaccallback.Callback{}},
		"amount huge":           {head + `,"amount":100000000.01}`, hmaccallback.Callback{}},
		"failed":                {`{"order_id":"R1","payment_method":"wechat","status":"failed"}`, failed},
		"paid, the sibling's":   {`{"order_id":"R1","payment_method":"wechat","transaction_id":"T1","status":"paid"}`, hmaccallback.Callback{}},
		"status missing":        {`{"order_id":"R1","payment_method":"wechat","transaction_id":"T1"}`, hmaccallback.Callback{}},
		"order missing":         {`{"payment_method":"wechat","transaction_id":"T1","status":"success"}`, hmaccallback.Callback{}},
		"order a number":        {`{"order_id":1,"payment_method":"wechat","transaction_id":"T1","status":"success"}`, hmaccallback.Callback{}},
		"order too long":        {`{"order_id":"` + strings.Repeat("R", 65) + `","payment_method":"wechat","transaction_id":"T1","status":"success"}`, hmaccallback.Callback{}},
		"method missing":        {`{"order_id":"R1","transaction_id":"T1","status":"success"}`, hmaccallback.Callback{}},
		"transaction missing":   {`{"order_id":"R1","payment_method":"wechat","status":"success"}`, hmaccallback.Callback{}},
		"not JSON":              {`order_id=R1`, hmaccallback.Callback{}},
		"two documents":         {head + `}{}`, hmaccallback.Callback{}},
		"empty":                 {``, hmaccallback.Callback{}},
		"deep":                  {strings.Repeat("[", 20_000), hmaccallback.Callback{}},
		"too large":             {head + `}` + strings.Repeat(" ", payment.BodyMax), hmaccallback.Callback{}},
	} {
		t.Run(name, func(t *testing.T) {
			v := verifier(t)
			got, err := v.Parse(v.Sign([]byte(c.body), now), []byte(c.body), now)
			if refused := errors.Is(err, payment.ErrNotification); got != c.want || refused != (c.want == hmaccallback.Callback{}) {
				t.Errorf("got %+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}

func TestParseReadsNothingUnsigned(t *testing.T) {
	got, err := verifier(t).Parse(nil, []byte(body), now)
	if !errors.Is(err, payment.ErrSignature) || got != (hmaccallback.Callback{}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestSettles(t *testing.T) {
	due := payment.Due{OrderID: "R1", Amount: 1050}
	good := hmaccallback.Callback{OrderID: "R1", Method: "alipay", TransactionID: "T1", State: payment.Paid, Amount: 1050}
	for name, c := range map[string]struct {
		change func(*hmaccallback.Callback)
		want   error
	}{
		"as it should be": {func(*hmaccallback.Callback) {}, nil},
		"amount not told": {func(c *hmaccallback.Callback) { c.Amount = 0 }, nil},
		"another amount":  {func(c *hmaccallback.Callback) { c.Amount = 1049 }, payment.ErrWrongAmount},
		"another method":  {func(c *hmaccallback.Callback) { c.Method = "wechat" }, payment.ErrWrongOrder},
		"another order":   {func(c *hmaccallback.Callback) { c.OrderID = "R2" }, payment.ErrWrongOrder},
		"failed":          {func(c *hmaccallback.Callback) { c.State = payment.Failed }, payment.ErrNotPaid},
	} {
		callback := good
		c.change(&callback)
		if err := callback.Settles(due, "alipay"); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(body), "1769049000")
	f.Add([]byte(`{"amount":1e9999}`), "")
	f.Fuzz(func(t *testing.T, text []byte, timestamp string) {
		v := verifier(t)
		if got, err := v.Parse(payment.Headers{"X-Timestamp": {timestamp}, "X-Signature": {vector}}, text, now); err == nil && string(text) != body {
			t.Errorf("believed unsigned %+v", got)
		}
		got, err := v.Parse(v.Sign(text, now), text, now)
		if err == nil && (got.OrderID == "" || got.Amount < 0 || (got.State == payment.Paid && got.TransactionID == "")) {
			t.Errorf("incomplete: %+v", got)
		}
	})
}
