package alipay_test

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/vendorlink"
)

func TestSetup(t *testing.T) {
	good := setup(t).config
	for field, change := range map[string]func(*alipay.Config){
		"app_id":      func(c *alipay.Config) { c.AppID = "" },
		"seller_id":   func(c *alipay.Config) { c.SellerID = "" },
		"now":         func(c *alipay.Config) { c.Now = nil },
		"gateway":     func(c *alipay.Config) { c.Gateway = "gateway.do" },
		"private_key": func(c *alipay.Config) { c.PrivateKey = "MIIE" },
		"public_key":  func(c *alipay.Config) { c.PublicKey = c.PrivateKey },
	} {
		config := good
		change(&config)
		_, err := alipay.New(config)
		if !errors.Is(err, payment.ErrSetup) || fault.Of(err).Params["field"] != "alipay."+field {
			t.Errorf("%s: got %v", field, err)
			continue
		}
		if strings.Contains(err.Error(), good.PrivateKey[60:80]) {
			t.Errorf("%s: the key shows in the error", field)
		}
	}
}

func TestSetupRefusesOurOwnPublicKey(t *testing.T) {
	c := setup(t).config
	c.PublicKey = publicOf(t, c.PrivateKey)
	if _, err := alipay.New(c); !errors.Is(err, payment.ErrSetup) {
		t.Errorf("got %v", err)
	}
}

func TestSetupDefaults(t *testing.T) {
	c := setup(t).config
	c.Gateway, c.HTTP = "", nil
	provider, err := alipay.New(c)
	if err != nil || provider.Name() != payment.Alipay {
		t.Fatalf("got %v", err)
	}
	placed, err := provider.Place(t.Context(), setup(t).command())
	if err != nil || !strings.HasPrefix(placed.PayURL, "https://openapi.alipay.com/gateway.do?") {
		t.Errorf("got %v, %v", placed, err)
	}
}

// publicOf is the public half of a private key, as bare base64.
func publicOf(t *testing.T, private string) string {
	t.Helper()
	key, err := vendorlink.ParsePrivate(private)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(&key.PublicKey))
}
