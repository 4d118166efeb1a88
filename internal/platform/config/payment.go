package config

import (
	"errors"
	"fmt"
	"strings"
)

// Payment is the merchant's accounts at the payment vendors. A vendor of which
// nothing is set is the sandbox's where that is on, and else not there.
type Payment struct {
	Alipay            Alipay `embed:"" prefix:"alipay-"`
	Wechat            Wechat `embed:"" prefix:"wechat-"`
	ReturnURL         string `name:"payment-return-url" help:"Where the payer's browser goes after a payment; nowhere where it is empty." env:"GUERDON_PAYMENT_RETURN_URL" placeholder:"URL"`
	UnsignedCallbacks bool   `name:"sandbox-unsigned-callbacks" help:"Sandbox only: believe the documented payment callback without a signature. Anybody can then mint credits." env:"GUERDON_SANDBOX_UNSIGNED_CALLBACKS"`
}

// Alipay is an application at Alipay's open platform. Keys are PEM or the
// bare base64 that Alipay's tools print.
type Alipay struct {
	AppID     string `name:"app-id" help:"Alipay application." env:"GUERDON_ALIPAY_APP_ID" placeholder:"ID"`
	SellerID  string `name:"seller-id" help:"The merchant's 2088… number." env:"GUERDON_ALIPAY_SELLER_ID" placeholder:"ID"`
	Key       Secret `help:"The application's private key." env:"GUERDON_ALIPAY_KEY"`
	PublicKey Secret `name:"public-key" help:"Alipay's public key (not the application's)." env:"GUERDON_ALIPAY_PUBLIC_KEY"`
	Gateway   string `help:"Another gateway than Alipay's own." env:"GUERDON_ALIPAY_GATEWAY" placeholder:"URL"`
}

// Wechat is a merchant at WeChat Pay, API v3. Of its verification keys, at
// least one is needed; both while the merchant changes from one to the other.
type Wechat struct {
	AppID       string `name:"app-id" help:"WeChat application." env:"GUERDON_WECHAT_APP_ID" placeholder:"ID"`
	MchID       string `name:"mch-id" help:"WeChat Pay merchant." env:"GUERDON_WECHAT_MCH_ID" placeholder:"ID"`
	Serial      string `help:"Serial number of the merchant's API certificate." env:"GUERDON_WECHAT_SERIAL" placeholder:"HEX"`
	Key         Secret `help:"The merchant's private key." env:"GUERDON_WECHAT_KEY"`
	APIv3Key    Secret `name:"apiv3-key" help:"The APIv3 key: 32 characters." env:"GUERDON_WECHAT_APIV3_KEY"`
	PublicKeyID string `name:"public-key-id" help:"PUB_KEY_ID_… of WeChat Pay's public key." env:"GUERDON_WECHAT_PUBLIC_KEY_ID" placeholder:"ID"`
	PublicKey   Secret `name:"public-key" help:"That public key." env:"GUERDON_WECHAT_PUBLIC_KEY"`
	Certificate Secret `help:"WeChat Pay's platform certificate." env:"GUERDON_WECHAT_CERTIFICATE"`
	Gateway     string `help:"Another address than WeChat Pay's own." env:"GUERDON_WECHAT_GATEWAY" placeholder:"URL"`
}

// IsSet reports whether the account is configured.
func (a *Alipay) IsSet() bool {
	return a.AppID != "" || a.SellerID != "" || a.Key.IsSet() || a.PublicKey.IsSet()
}

// IsSet reports whether the account is configured.
func (w *Wechat) IsSet() bool {
	return w.AppID != "" || w.MchID != "" || w.Serial != "" || w.Key.IsSet() || w.APIv3Key.IsSet() || w.PublicKeyID != "" || w.PublicKey.IsSet() || w.Certificate.IsSet()
}

const (
	apiv3KeySize      = 32 // characters
	callbackSecretMin = 16 // characters
)

// checkPayment refuses accounts of which a part is missing. That keys are
// keys is seen when the vendors' adapters are built.
func (c *Config) checkPayment() error {
	var errs []error
	a, w := &c.Payment.Alipay, &c.Payment.Wechat
	if a.IsSet() {
		errs = append(errs, missing("alipay", []named{{"app-id", a.AppID != ""}, {"seller-id", a.SellerID != ""}, {"key", a.Key.IsSet()}, {"public-key", a.PublicKey.IsSet()}}))
	}
	if w.IsSet() {
		errs = append(errs, missing("wechat", []named{
			{"app-id", w.AppID != ""}, {"mch-id", w.MchID != ""}, {"serial", w.Serial != ""}, {"key", w.Key.IsSet()}, {"apiv3-key", w.APIv3Key.IsSet()},
			{"certificate or wechat-public-key", w.Certificate.IsSet() || w.PublicKey.IsSet()},
		}))
		if w.PublicKey.IsSet() != (w.PublicKeyID != "") {
			errs = append(errs, errors.New("wechat-public-key and wechat-public-key-id go together"))
		}
		if k := w.APIv3Key; k.IsSet() && len(k.Reveal()) != apiv3KeySize {
			errs = append(errs, fmt.Errorf("wechat-apiv3-key has not %d characters", apiv3KeySize))
		}
	}
	if s := c.Secrets.PaymentCallbackSecret; s.IsSet() && len(s.Reveal()) < callbackSecretMin {
		errs = append(errs, fmt.Errorf("payment-callback-secret has fewer than %d characters", callbackSecretMin))
	}
	if c.Payment.UnsignedCallbacks && (c.Production || !c.SandboxOn()) {
		errs = append(errs, errors.New("sandbox-unsigned-callbacks is for the sandbox alone"))
	}
	if c.Payment.UnsignedCallbacks && (a.IsSet() || w.IsSet()) {
		errs = append(errs, errors.New("sandbox-unsigned-callbacks is refused where real money is taken"))
	}
	return errors.Join(errs...)
}

type named struct {
	name string
	set  bool
}

// missing names the settings of an account that are not set.
func missing(account string, settings []named) error {
	var names []string
	for _, s := range settings {
		if !s.set {
			names = append(names, account+"-"+s.name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("%s needs %s too", account, strings.Join(names, ", "))
}
