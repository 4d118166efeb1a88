package alipay_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"testing"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/vendorlink"
)

// TestContent holds the documented form: all but the omitted parameters,
// sorted, values as they are, empty ones kept.
func TestContent(t *testing.T) {
	params := alipay.Params{"b": "2=x&y", "a": "", "sign": "S", "sign_type": "RSA2", "A": "%20 +", "c": "中"}
	if got, want := params.Content("sign"), "A=%20 +&a=&b=2=x&y&c=中&sign_type=RSA2"; got != want {
		t.Errorf("request: got %q, want %q", got, want)
	}
	if got, want := params.Content("sign", "sign_type"), "A=%20 +&a=&b=2=x&y&c=中"; got != want {
		t.Errorf("notification: got %q, want %q", got, want)
	}
}

func TestPlaceMakesASignedURL(t *testing.T) {
	for name, c := range map[string]struct {
		surface payment.Surface
		method  string
		content map[string]string
	}{
		"computer": {payment.Desktop, "alipay.trade.page.pay", map[string]string{
			"out_trade_no": orderID, "total_amount": "10.50", "subject": "充值 100 积分",
			"product_code": "FAST_INSTANT_TRADE_PAY", "time_expire": "2026-01-22 11:00:00",
		}},
		"phone": {payment.Mobile, "alipay.trade.wap.pay", map[string]string{
			"out_trade_no": orderID, "total_amount": "10.50", "subject": "充值 100 积分",
			"product_code": "QUICK_WAP_WAY", "time_expire": "2026-01-22 11:00:00",
			"quit_url": "https://shop.example/done?from=pay&n=1",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			cmd := b.command()
			cmd.Surface = c.surface
			placed, err := b.provider.Place(t.Context(), cmd)
			if err != nil || placed.Use != payment.Open {
				t.Fatalf("got %v, %v", placed, err)
			}
			params := paramsOf(t, placed.PayURL)
			for key, want := range map[string]string{
				"app_id": b.config.AppID, "method": c.method, "format": "JSON", "charset": "utf-8", "sign_type": "RSA2",
				"timestamp": "2026-01-22 10:30:00", "version": "1.0", "notify_url": cmd.NotifyURL, "return_url": cmd.ReturnURL,
			} {
				if params[key] != want {
					t.Errorf("%s is %q, want %q", key, params[key], want)
				}
			}
			wantContent(t, params["biz_content"], c.content)
			merchant, err := vendorlink.ParsePrivate(b.config.PrivateKey)
			if err != nil {
				t.Fatal(err)
			}
			if !params.VerifyRequest(&merchant.PublicKey) {
				t.Error("the signature does not hold")
			}
			params["biz_content"] += " "
			if params.VerifyRequest(&merchant.PublicKey) {
				t.Error("the signature holds for altered content")
			}
		})
	}
}

func paramsOf(t *testing.T, payURL string) alipay.Params {
	t.Helper()
	u, err := url.Parse(payURL)
	if err != nil {
		t.Fatal(err)
	}
	params := alipay.Params{}
	for name, values := range u.Query() {
		params[name] = values[0]
	}
	return params
}

func wantContent(t *testing.T, text string, want map[string]string) {
	t.Helper()
	var got map[string]string
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %q, want %q", name, got[name], value)
		}
		delete(got, name)
	}
	if len(got) > 0 {
		t.Errorf("unexpected content %v", got)
	}
}

func TestPlaceLeavesEmptyParametersOut(t *testing.T) {
	b := setup(t)
	cmd := b.command()
	cmd.ReturnURL, cmd.ExpiresAt = "", 0
	placed, err := b.provider.Place(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range paramsOf(t, placed.PayURL) {
		if value == "" {
			t.Errorf("%s is sent empty", name)
		}
	}
}

func TestPlaceBlanksForbiddenCharacters(t *testing.T) {
	b := setup(t)
	cmd := b.command()
	cmd.Subject = "月/年=A&B"
	placed, err := b.provider.Place(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	var content struct{ Subject string }
	if err := json.Unmarshal([]byte(paramsOf(t, placed.PayURL)["biz_content"]), &content); err != nil || content.Subject != "月 年 A B" {
		t.Errorf("got %q, %v", content.Subject, err)
	}
}

func TestPlaceRefusesBadCommands(t *testing.T) {
	b := setup(t)
	cmd := b.command()
	cmd.Amount = 0
	if _, err := b.provider.Place(t.Context(), cmd); !errors.Is(err, payment.ErrCommand) {
		t.Errorf("got %v", err)
	}
}

func TestYuan(t *testing.T) {
	for fen, want := range map[int64]string{1: "0.01", 10: "0.10", 100: "1.00", 1050: "10.50", 10_000_000_000: "100000000.00"} {
		if got := alipay.Yuan(amountOf(fen)); got != want {
			t.Errorf("%d: got %s, want %s", fen, got, want)
		}
		if back, err := alipay.ParseYuan(want); err != nil || back != amountOf(fen) {
			t.Errorf("%s: got %d, %v", want, back, err)
		}
	}
	for _, bad := range []string{"", "0", "0.00", "-1", "1.001", "1e2", "100000000.01", " 1", "1,0", "NaN"} {
		if fen, err := alipay.ParseYuan(bad); err == nil {
			t.Errorf("%q is %d fen", bad, fen)
		}
	}
	if back, err := alipay.ParseYuan("10.5"); err != nil || back != 1050 {
		t.Errorf("10.5: got %d, %v", back, err)
	}
}
