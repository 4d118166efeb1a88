package config_test

import (
	"strings"
	"testing"
)

func TestPaymentAccountsAreWholeOrAbsent(t *testing.T) {
	wechat := map[string]string{
		"GUERDON_WECHAT_APP_ID": "wx1", "GUERDON_WECHAT_MCH_ID": "190", "GUERDON_WECHAT_SERIAL": "5A", "GUERDON_WECHAT_KEY": "k",
		"GUERDON_WECHAT_APIV3_KEY": strings.Repeat("a", 32), "GUERDON_WECHAT_CERTIFICATE": "c",
	}
	with := func(more map[string]string) map[string]string {
		out := map[string]string{}
		for _, m := range []map[string]string{wechat, more} {
			for k, v := range m {
				out[k] = v
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		env  map[string]string
		says string // part of the complaint, "" for none
	}{
		"none":              {nil, ""},
		"alipay":            {map[string]string{"GUERDON_ALIPAY_APP_ID": "9", "GUERDON_ALIPAY_SELLER_ID": "2088", "GUERDON_ALIPAY_KEY": "k", "GUERDON_ALIPAY_PUBLIC_KEY": "p"}, ""},
		"half of alipay":    {map[string]string{"GUERDON_ALIPAY_APP_ID": "9", "GUERDON_ALIPAY_KEY": "k"}, "alipay needs alipay-seller-id, alipay-public-key too"},
		"wechat":            {wechat, ""},
		"half of wechat":    {map[string]string{"GUERDON_WECHAT_KEY": "k"}, "wechat needs wechat-app-id"},
		"a key without id":  {with(map[string]string{"GUERDON_WECHAT_PUBLIC_KEY": "p"}), "go together"},
		"both keys":         {with(map[string]string{"GUERDON_WECHAT_PUBLIC_KEY": "p", "GUERDON_WECHAT_PUBLIC_KEY_ID": "PUB_KEY_ID_1"}), ""},
		"a short key":       {with(map[string]string{"GUERDON_WECHAT_APIV3_KEY": "short"}), "32 characters"},
		"a short secret":    {map[string]string{"GUERDON_PAYMENT_CALLBACK_SECRET": "short"}, "payment-callback-secret"},
		"unsigned":          {map[string]string{"GUERDON_SANDBOX_UNSIGNED_CALLBACKS": "true"}, ""},
		"unsigned for real": {map[string]string{"GUERDON_SANDBOX_UNSIGNED_CALLBACKS": "true", "GUERDON_SANDBOX": "off"}, "sandbox alone"},
		"unsigned money":    {with(map[string]string{"GUERDON_SANDBOX_UNSIGNED_CALLBACKS": "true"}), "real money"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse(t, nil, c.env)
			if err != nil {
				t.Fatal(err)
			}
			err = got.Check()
			switch {
			case c.says == "" && err != nil:
				t.Error(err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("%v, want something about %q", err, c.says)
			}
			if err != nil && strings.Contains(err.Error(), "\"k\"") {
				t.Errorf("it quotes a secret: %v", err)
			}
		})
	}
}

func TestPaymentKeysComeFromFiles(t *testing.T) {
	c, err := parse(t, map[string]string{"alipay.pem": "PRIVATE\nKEY\n"}, map[string]string{"GUERDON_ALIPAY_KEY_FILE": "alipay.pem"})
	if err != nil || c.Payment.Alipay.Key.Reveal() != "PRIVATE\nKEY" {
		t.Errorf("%v", err)
	}
}
