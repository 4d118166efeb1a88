package payment_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

const now = instant.Instant(1_769_070_600_000_000)

func TestPlaceCmdCheck(t *testing.T) {
	good := payment.PlaceCmd{
		OrderID: "R202601221000001", Amount: 1000, Subject: "充值 100 积分",
		NotifyURL: "https://shop.example/notify", ReturnURL: "https://shop.example/done?order=1",
		ExpiresAt: now.Add(time.Minute),
	}
	if err := good.Check(now); err != nil {
		t.Fatalf("good command: %v", err)
	}
	for field, changes := range map[string][]func(*payment.PlaceCmd){
		"order_id": {
			func(c *payment.PlaceCmd) { c.OrderID = "R1234" },
			func(c *payment.PlaceCmd) { c.OrderID = strings.Repeat("R", 33) },
			func(c *payment.PlaceCmd) { c.OrderID = "R-20260122" },
			func(c *payment.PlaceCmd) { c.OrderID = "R2026/../x" },
		},
		"amount": {
			func(c *payment.PlaceCmd) { c.Amount = 0 },
			func(c *payment.PlaceCmd) { c.Amount = -1 },
			func(c *payment.PlaceCmd) { c.Amount = payment.AmountMax + 1 },
		},
		"subject": {
			func(c *payment.PlaceCmd) { c.Subject = "" },
			func(c *payment.PlaceCmd) { c.Subject = strings.Repeat("充", 43) },
			func(c *payment.PlaceCmd) { c.Subject = "a\nb" },
			func(c *payment.PlaceCmd) { c.Subject = "\xff" },
		},
		"notify_url": {
			func(c *payment.PlaceCmd) { c.NotifyURL = "" },
			func(c *payment.PlaceCmd) { c.NotifyURL = "/notify" },
			func(c *payment.PlaceCmd) { c.NotifyURL = "javascript:alert(1)" },
			func(c *payment.PlaceCmd) { c.NotifyURL = "https://u:p@shop.example/" },
			func(c *payment.PlaceCmd) { c.NotifyURL = "https://shop.example/" + strings.Repeat("a", 256) },
		},
		"return_url": {func(c *payment.PlaceCmd) { c.ReturnURL = "ftp://shop.example/" }},
		"expires_at": {func(c *payment.PlaceCmd) { c.ExpiresAt = now }},
		"surface":    {func(c *payment.PlaceCmd) { c.Surface = "watch" }},
	} {
		for i, change := range changes {
			c := good
			change(&c)
			wantField(t, c.Check(now), field, i)
		}
	}
}

func TestRefundCmdCheck(t *testing.T) {
	good := payment.RefundCmd{OrderID: "R202601221000001", RefundID: "F1", Amount: 1000, Total: 1000, Reason: "退款"}
	if err := good.Check(); err != nil {
		t.Fatalf("good command: %v", err)
	}
	for field, changes := range map[string][]func(*payment.RefundCmd){
		"order_id":   {func(c *payment.RefundCmd) { c.OrderID = "" }},
		"refund_id":  {func(c *payment.RefundCmd) { c.RefundID = "" }, func(c *payment.RefundCmd) { c.RefundID = "a b" }},
		"total":      {func(c *payment.RefundCmd) { c.Total = 0 }},
		"amount":     {func(c *payment.RefundCmd) { c.Amount = 1001 }, func(c *payment.RefundCmd) { c.Amount = 0 }},
		"reason":     {func(c *payment.RefundCmd) { c.Reason = strings.Repeat("x", 81) }},
		"notify_url": {func(c *payment.RefundCmd) { c.NotifyURL = "x" }},
	} {
		for i, change := range changes {
			c := good
			change(&c)
			wantField(t, c.Check(), field, i)
		}
	}
}

func wantField(t *testing.T, err error, field string, i int) {
	t.Helper()
	if !errors.Is(err, payment.ErrCommand) || fault.Of(err).Params["field"] != field {
		t.Errorf("%s, case %d: got %v", field, i, err)
	}
}

func TestHeadersGet(t *testing.T) {
	h := payment.Headers{"Wechatpay-Serial": {"A"}, "X-Twice": {"1", "2"}, "x-split": {"1"}, "X-Split": {"2"}}
	for name, want := range map[string]string{
		"wechatpay-serial": "A", "WECHATPAY-SERIAL": "A", "X-Twice": "", "X-Split": "", "X-None": "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
