package alipay

import (
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
)

// Gateway is Alipay's production address.
const Gateway = "https://openapi.alipay.com/gateway.do"

// Config is one merchant's application at Alipay. The keys are PKCS#1 or
// PKCS#8 in PEM, or bare base64.
type Config struct {
	AppID      string
	SellerID   string // the merchant's 2088… number
	PrivateKey string // the application's own
	PublicKey  string // Alipay's (not the application's)
	Gateway    string // "" means Gateway
	HTTP       *http.Client
	Timeout    time.Duration // of one call; 0 means vendorlink.Timeout
	Now        func() instant.Instant
}

// Provider is a payment.Provider over Alipay.
type Provider struct {
	appID, sellerID string
	private         *rsa.PrivateKey
	public          *rsa.PublicKey
	gateway         string
	link            vendorlink.Link
	now             func() instant.Instant
}

var _ payment.Provider = (*Provider)(nil)

// New checks the configuration. Faults: payment.ErrSetup with the parameter "field".
func New(c Config) (*Provider, error) {
	if c.Gateway == "" {
		c.Gateway = Gateway
	}
	gateway, err := url.Parse(c.Gateway)
	switch {
	case c.AppID == "":
		return nil, badSetup("app_id", nil)
	case c.SellerID == "":
		return nil, badSetup("seller_id", nil)
	case c.Now == nil:
		return nil, badSetup("now", nil)
	case err != nil || gateway.Host == "" || gateway.RawQuery != "":
		return nil, badSetup("gateway", err)
	}
	private, err := vendorlink.ParsePrivate(c.PrivateKey)
	if err != nil {
		return nil, badSetup("private_key", err)
	}
	public, err := vendorlink.ParsePublic(c.PublicKey)
	if err != nil {
		return nil, badSetup("public_key", err)
	}
	// Pasting one's own public key for Alipay's is the classic mistake, and
	// every notification would fail because of it.
	if public.Equal(&private.PublicKey) {
		return nil, badSetup("public_key", fmt.Errorf("the application's own public key, not Alipay's"))
	}
	return &Provider{
		appID: c.AppID, sellerID: c.SellerID, private: private, public: public,
		gateway: c.Gateway, link: vendorlink.NewLink(c.HTTP, c.Timeout), now: c.Now,
	}, nil
}

func badSetup(field string, cause error) error {
	return payment.ErrSetup.With("field", "alipay."+field).Because(cause)
}

// Name is "alipay".
func (p *Provider) Name() string { return payment.Alipay }
