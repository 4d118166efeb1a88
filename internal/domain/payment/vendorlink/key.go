package vendorlink

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"unicode"
)

// Limits of keys.
const (
	keyTextMax          = 16 << 10 // bytes
	keyBitsMin, bitsMax = 2048, 8192
)

var errKey = errors.New("not an RSA key of 2048 to 8192 bits in PEM or base64")

// ParsePrivate reads a private key in PKCS#1 or PKCS#8, as PEM or as the bare
// base64 that Alipay's tools print.
func ParsePrivate(text string) (*rsa.PrivateKey, error) {
	der, err := decodeKey(text)
	if err != nil {
		return nil, err
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return checkPrivate(key)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errKey
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errKey
	}
	return checkPrivate(key)
}

func checkPrivate(key *rsa.PrivateKey) (*rsa.PrivateKey, error) {
	if _, err := checkPublic(&key.PublicKey); err != nil {
		return nil, err
	}
	return key, nil
}

// ParsePublic reads a public key in PKIX or PKCS#1, as PEM or bare base64.
func ParsePublic(text string) (*rsa.PublicKey, error) {
	der, err := decodeKey(text)
	if err != nil {
		return nil, err
	}
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return checkPublic(key)
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, errKey
	}
	return checkPublic(parsed)
}

// ParseCertificate reads one X.509 certificate with an RSA key, in PEM.
func ParseCertificate(text string) (*x509.Certificate, *rsa.PublicKey, error) {
	der, err := decodeKey(text)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, errors.New("not an X.509 certificate")
	}
	key, err := checkPublic(certificate.PublicKey)
	return certificate, key, err
}

// IsCertificate tells whether text is a PEM certificate rather than a key.
func IsCertificate(text string) bool {
	block, _ := pem.Decode([]byte(text))
	return block != nil && block.Type == "CERTIFICATE"
}

func checkPublic(key any) (*rsa.PublicKey, error) {
	public, ok := key.(*rsa.PublicKey)
	if !ok || public.N.BitLen() < keyBitsMin || public.N.BitLen() > bitsMax {
		return nil, errKey
	}
	return public, nil
}

// decodeKey goes by the content and not by the PEM label, because the vendors'
// own tools put one form under the other's label.
func decodeKey(text string) ([]byte, error) {
	if len(text) > keyTextMax {
		return nil, errKey
	}
	if block, rest := pem.Decode([]byte(text)); block != nil {
		if strings.TrimSpace(string(rest)) != "" {
			return nil, errors.New("more than one PEM block, or text after it")
		}
		return block.Bytes, nil
	}
	der, err := base64.StdEncoding.DecodeString(strings.Map(dropSpace, text))
	if err != nil || len(der) == 0 {
		return nil, errKey
	}
	return der, nil
}

func dropSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}
