package sandbox

import (
	"net/http"
	"net/url"
	"strings"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/wechatpay"
)

// Options say where a bank stands.
type Options struct {
	Keys    Keys
	Base    string                  // URL under which browsers reach Handler, "http://127.0.0.1:8080/sandbox"
	Cashier func(ref string) string // URL of the page on which a trade is paid
	Now     func() instant.Instant
}

// Bank is both vendors. It is safe for concurrent use.
type Bank struct {
	keys    keyring
	texts   Keys
	base    *url.URL
	cashier func(ref string) string
	now     func() instant.Instant
	book    *book
}

// New makes a bank without trades. Faults: payment.ErrSetup.
func New(o Options) (*Bank, error) {
	base, err := url.Parse(strings.TrimSuffix(o.Base, "/"))
	if err != nil || base.Host == "" || base.RawQuery != "" {
		return nil, payment.ErrSetup.With("field", "sandbox.base").Because(err)
	}
	if o.Cashier == nil || o.Now == nil {
		return nil, payment.ErrSetup.With("field", "sandbox.cashier")
	}
	keys, err := o.Keys.parse()
	if err != nil {
		return nil, payment.ErrSetup.With("field", "sandbox.keys").Because(err)
	}
	return &Bank{keys: keys, texts: o.Keys, base: base, cashier: o.Cashier, now: o.Now, book: newBook()}, nil
}

// Alipay is the configuration of an Alipay adapter that pays here, inside the
// process.
func (b *Bank) Alipay() (alipay.Config, error) {
	public, err := publicPEM(b.keys.alipayVendor)
	return alipay.Config{
		AppID: AlipayAppID, SellerID: AlipaySellerID,
		PrivateKey: b.texts.AlipayMerchant, PublicKey: public,
		Gateway: b.base.String() + gatewayPath, HTTP: b.client(), Now: b.now,
	}, err
}

// Wechat is the configuration of a WeChat Pay adapter that pays here, inside
// the process.
func (b *Bank) Wechat() (wechatpay.Config, error) {
	public, err := publicPEM(b.keys.wechatPlatform)
	return wechatpay.Config{
		AppID: WechatAppID, MchID: WechatMchID, Serial: WechatSerial,
		PrivateKey: b.texts.WechatMerchant, APIv3Key: b.texts.WechatAPIv3Key,
		Keys: []wechatpay.PlatformKey{{ID: WechatPublicKeyID, Text: public}},
		Base: b.base.String(), HTTP: b.client(), Now: b.now,
	}, err
}

func (b *Bank) client() *http.Client { return &http.Client{Transport: b.Transport()} }

// Handler serves both vendors' interfaces under the path of Options.Base.
func (b *Bank) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(gatewayPath, b.serveAlipay)
	mux.HandleFunc("POST /v3/pay/transactions/native", b.wechat(b.wechatNative))
	mux.HandleFunc("POST /v3/pay/transactions/h5", b.wechat(b.wechatH5))
	mux.HandleFunc("GET /v3/pay/transactions/out-trade-no/{id}", b.wechat(b.wechatQuery))
	mux.HandleFunc("POST /v3/pay/transactions/out-trade-no/{id}/close", b.wechat(b.wechatClose))
	mux.HandleFunc("POST /v3/refund/domestic/refunds", b.wechat(b.wechatRefund))
	mux.HandleFunc("GET /v3/refund/domestic/refunds/{id}", b.wechat(b.wechatRefundQuery))
	return http.StripPrefix(b.base.Path, mux)
}
