package wechatpay_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/payment/wechatpay"
)

const serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"

// certificate is one of the platform's, valid from a day before now to a day after.
func (b *bundle) certificate(key *rsa.PrivateKey) string {
	b.t.Helper()
	number, _ := new(big.Int).SetString(serial, 16)
	template := &x509.Certificate{
		SerialNumber: number, NotBefore: b.now.Add(-24 * time.Hour).Time(), NotAfter: b.now.Add(24 * time.Hour).Time(),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// TestKeyIsChosenBySerial is the switch from certificates to public keys: both
// are configured, and messages signed with either arrive.
func TestKeyIsChosenBySerial(t *testing.T) {
	b := setup(t)
	old, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	b.config.Keys = append([]wechatpay.PlatformKey{{Text: b.certificate(old)}}, b.config.Keys...)
	b.build()
	body := b.notification("transaction", b.transaction(`"attach":""`), nil)
	for name, c := range map[string]struct {
		key    *rsa.PrivateKey
		serial string
		want   error
	}{
		"certificate":                  {old, serial, nil},
		"certificate in small letters": {old, strings.ToLower(serial), nil},
		"public key":                   {b.platformKey(), sandbox.WechatPublicKeyID, nil},
		"certificate's key, public id": {old, sandbox.WechatPublicKeyID, payment.ErrSignature},
		"public key, certificate's id": {b.platformKey(), serial, payment.ErrSignature},
		"public id in small letters":   {b.platformKey(), strings.ToLower(sandbox.WechatPublicKeyID), payment.ErrSignature},
		"the merchant's own serial":    {b.platformKey(), b.config.Serial, payment.ErrSignature},
	} {
		headers, err := wechatpay.SignHeaders(c.key, c.serial, "n", []byte(body), b.now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.provider.ParseNotification(headers, []byte(body), b.now); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	b.placed()
	if got := b.sent.Header.Get(wechatpay.HeaderSerial); got != sandbox.WechatPublicKeyID {
		t.Errorf("asked to sign with %q", got)
	}
}

func TestCertificateIsBelievedWhileItIsValid(t *testing.T) {
	b := setup(t)
	key := b.platformKey()
	b.config.Keys = []wechatpay.PlatformKey{{ID: serial, Text: b.certificate(key)}}
	b.build()
	body := b.notification("transaction", b.transaction(`"attach":""`), nil)
	start := b.now
	for shift, want := range map[time.Duration]error{
		0: nil, 25 * time.Hour: payment.ErrSignature, -25 * time.Hour: payment.ErrSignature,
	} {
		b.now = start.Add(shift)
		headers, err := wechatpay.SignHeaders(key, serial, "n", []byte(body), b.now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.provider.ParseNotification(headers, []byte(body), b.now); !errors.Is(err, want) {
			t.Errorf("after %v: got %v, want %v", shift, err, want)
		}
	}
}

func TestSetup(t *testing.T) {
	b := setup(t)
	public := b.config.Keys[0].Text
	certificate := b.certificate(b.platformKey())
	for name, c := range map[string]struct {
		field  string
		change func(*wechatpay.Config)
	}{
		"no app":         {"app_id", func(c *wechatpay.Config) { c.AppID = "" }},
		"no merchant":    {"mch_id", func(c *wechatpay.Config) { c.MchID = "" }},
		"no serial":      {"serial", func(c *wechatpay.Config) { c.Serial = "" }},
		"serial no hex":  {"serial", func(c *wechatpay.Config) { c.Serial = `A",x="` }},
		"short key":      {"apiv3_key", func(c *wechatpay.Config) { c.APIv3Key = "short" }},
		"no clock":       {"now", func(c *wechatpay.Config) { c.Now = nil }},
		"relative base":  {"base", func(c *wechatpay.Config) { c.Base = "v3" }},
		"bad key":        {"private_key", func(c *wechatpay.Config) { c.PrivateKey = "MIIE" }},
		"no key":         {"keys", func(c *wechatpay.Config) { c.Keys = nil }},
		"key without id": {"keys", func(c *wechatpay.Config) { c.Keys = []wechatpay.PlatformKey{{Text: public}} }},
		"garbage":        {"keys", func(c *wechatpay.Config) { c.Keys = []wechatpay.PlatformKey{{ID: "PUB_KEY_ID_1", Text: "AAAA"}} }},
		"twice": {"keys", func(c *wechatpay.Config) {
			c.Keys = []wechatpay.PlatformKey{{Text: certificate}, {Text: certificate}}
		}},
		"wrong serial": {"keys", func(c *wechatpay.Config) { c.Keys = []wechatpay.PlatformKey{{ID: "AA", Text: certificate}} }},
	} {
		config := b.config
		c.change(&config)
		_, err := wechatpay.New(config)
		if !errors.Is(err, payment.ErrSetup) || fault.Of(err).Params["field"] != "wechatpay."+c.field {
			t.Errorf("%s: got %v", name, err)
		}
		if text := fmt.Sprint(err); strings.Contains(text, b.config.APIv3Key) || strings.Contains(text, b.config.PrivateKey[60:80]) {
			t.Errorf("%s: a secret shows in the error", name)
		}
	}
}

func TestSetupDefaults(t *testing.T) {
	b := setup(t)
	b.config.Base = ""
	b.build()
	if b.provider.Name() != payment.Wechat {
		t.Error(b.provider.Name())
	}
	_, _ = b.provider.Query(t.Context(), orderID)
	if got := b.sent.URL.Host; got != "api.mch.weixin.qq.com" {
		t.Errorf("asked %s", got)
	}
}
