package wechatpay

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
)

// Base is WeChat Pay's production address.
const Base = "https://api.mch.weixin.qq.com"

// Config is one merchant's application at WeChat Pay.
type Config struct {
	AppID      string
	MchID      string
	Serial     string // of the merchant's own API certificate
	PrivateKey string // the merchant's own, PEM or bare base64
	APIv3Key   string // 32 bytes
	Keys       []PlatformKey
	Base       string // "" means Base
	HTTP       *http.Client
	Timeout    time.Duration // of one call; 0 means vendorlink.Timeout
	Now        func() instant.Instant
	Random     io.Reader // of nonces; nil means crypto/rand
}

// Provider is a payment.Provider over WeChat Pay.
type Provider struct {
	appID, mchID, serial string
	private              *rsa.PrivateKey
	apiKey               []byte
	keys                 keyring
	base                 string
	link                 vendorlink.Link
	now                  func() instant.Instant
	random               io.Reader
}

var _ payment.Provider = (*Provider)(nil)

// New checks the configuration. Faults: payment.ErrSetup with the parameter "field".
func New(c Config) (*Provider, error) {
	if c.Base == "" {
		c.Base = Base
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	base, err := url.Parse(c.Base)
	switch {
	case c.AppID == "":
		return nil, badSetup("app_id", nil)
	case c.MchID == "":
		return nil, badSetup("mch_id", nil)
	case !isSerial(c.Serial):
		return nil, badSetup("serial", nil)
	case len(c.APIv3Key) != apiKeySize:
		return nil, badSetup("apiv3_key", errors.New("not 32 bytes"))
	case c.Now == nil:
		return nil, badSetup("now", nil)
	case err != nil || base.Host == "" || base.RawQuery != "":
		return nil, badSetup("base", err)
	}
	private, err := vendorlink.ParsePrivate(c.PrivateKey)
	if err != nil {
		return nil, badSetup("private_key", err)
	}
	keys, err := newKeyring(c.Keys)
	if err != nil {
		return nil, badSetup("keys", err)
	}
	return &Provider{
		appID: c.AppID, mchID: c.MchID, serial: c.Serial, private: private,
		apiKey: []byte(c.APIv3Key), keys: keys, base: c.Base,
		link: vendorlink.NewLink(c.HTTP, c.Timeout), now: c.Now, random: c.Random,
	}, nil
}

func badSetup(field string, cause error) error {
	return payment.ErrSetup.With("field", "wechatpay."+field).Because(cause)
}

// Name is "wechat".
func (p *Provider) Name() string { return payment.Wechat }
