package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"

	"guerdon/internal/domain/payment/vendorlink"
)

// The parties' numbers. They have the vendors' shapes and belong to nobody.
const (
	AlipayAppID    = "9021000000000000"
	AlipaySellerID = "2088000000000000"

	WechatAppID       = "wx0000000000000000"
	WechatMchID       = "1900000000"
	WechatSerial      = "5A4E44424F5800000000000000000000000000AA"
	WechatPublicKeyID = "PUB_KEY_ID_0119000000002026010100000000000000"
)

const (
	keyBits    = 2048
	apiKeySize = 32 // bytes
)

// Keys are the secrets of both sides of both protocols, as PEM (PKCS#8). Keep
// them over restarts, or notices of before a restart will not be believed.
type Keys struct {
	AlipayMerchant string
	AlipayVendor   string
	WechatMerchant string
	WechatPlatform string
	WechatAPIv3Key string // 32 characters
}

// GenerateKeys makes new keys. It takes about a second.
func GenerateKeys() (Keys, error) {
	var k Keys
	for _, slot := range []*string{&k.AlipayMerchant, &k.AlipayVendor, &k.WechatMerchant, &k.WechatPlatform} {
		key, err := rsa.GenerateKey(rand.Reader, keyBits)
		if err != nil {
			return Keys{}, err
		}
		if *slot, err = privatePEM(key); err != nil {
			return Keys{}, err
		}
	}
	k.WechatAPIv3Key = randomHex(apiKeySize / 2)
	return k, nil
}

func privatePEM(key *rsa.PrivateKey) (string, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), err
}

func publicPEM(key *rsa.PrivateKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), err
}

// keyring is Keys after parsing.
type keyring struct {
	alipayMerchant, alipayVendor   *rsa.PrivateKey
	wechatMerchant, wechatPlatform *rsa.PrivateKey
	apiKey                         []byte
}

func (k Keys) parse() (r keyring, err error) {
	for _, p := range []struct {
		text string
		slot **rsa.PrivateKey
	}{
		{k.AlipayMerchant, &r.alipayMerchant}, {k.AlipayVendor, &r.alipayVendor},
		{k.WechatMerchant, &r.wechatMerchant}, {k.WechatPlatform, &r.wechatPlatform},
	} {
		if *p.slot, err = vendorlink.ParsePrivate(p.text); err != nil {
			return keyring{}, err
		}
	}
	if len(k.WechatAPIv3Key) != apiKeySize {
		return keyring{}, errors.New("the APIv3 key has not 32 characters")
	}
	r.apiKey = []byte(k.WechatAPIv3Key)
	return r, nil
}

// randomHex is n random bytes in hex.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // crypto/rand never fails; it ends the program instead
	return hex.EncodeToString(b)
}
