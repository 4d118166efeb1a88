package vendorlink_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/domain/payment/vendorlink"
)

var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func asPEM(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

// wrapped is base64 as people paste it, with line breaks and spaces.
func wrapped(der []byte) string {
	s := base64.StdEncoding.EncodeToString(der)
	return " " + s[:64] + "\r\n" + s[64:] + "\n"
}

func TestPrivateKeyForms(t *testing.T) {
	key := testKey()
	pkcs1 := x509.MarshalPKCS1PrivateKey(key)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"PKCS1 PEM": asPEM("RSA PRIVATE KEY", pkcs1), "PKCS8 PEM": asPEM("PRIVATE KEY", pkcs8),
		"PKCS1 base64": wrapped(pkcs1), "PKCS8 base64": wrapped(pkcs8),
		"PKCS8 under PKCS1's label": asPEM("RSA PRIVATE KEY", pkcs8),
		"PKCS1 under PKCS8's label": asPEM("PRIVATE KEY", pkcs1),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := vendorlink.ParsePrivate(text)
			if err != nil || !got.Equal(key) {
				t.Fatalf("not the key: %v", err)
			}
		})
	}
}

func TestPublicKeyForms(t *testing.T) {
	public := &testKey().PublicKey
	pkcs1 := x509.MarshalPKCS1PublicKey(public)
	pkix, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"PKIX PEM": asPEM("PUBLIC KEY", pkix), "PKCS1 PEM": asPEM("RSA PUBLIC KEY", pkcs1),
		"PKIX base64": wrapped(pkix), "PKCS1 base64": wrapped(pkcs1),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := vendorlink.ParsePublic(text)
			if err != nil || !got.Equal(public) {
				t.Fatalf("not the key: %v", err)
			}
		})
	}
}

func TestBadKeysAreRefusedWithoutShowingThem(t *testing.T) {
	good, err := x509.MarshalPKCS8PrivateKey(testKey())
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ec, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "words": "not a key", "no DER": "AAAA",
		"1024 bits":      asPEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(weakKey(t))),
		"elliptic curve": asPEM("PRIVATE KEY", ec),
		"two keys":       asPEM("PRIVATE KEY", good) + asPEM("PRIVATE KEY", good),
		"cut short":      wrapped(good[:len(good)-7]),
		"huge":           strings.Repeat("A", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := vendorlink.ParsePrivate(text)
			if err == nil {
				t.Fatal("accepted")
			}
			if len(text) > 20 && strings.Contains(err.Error(), text[len(text)/2:len(text)/2+8]) {
				t.Error("the key shows in the error")
			}
			if _, err := vendorlink.ParsePublic(text); err == nil {
				t.Error("accepted as a public key")
			}
		})
	}
}

func weakKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	t.Setenv("GODEBUG", "rsa1024min=0")
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestCertificate(t *testing.T) {
	key := testKey()
	template := &x509.Certificate{SerialNumber: big.NewInt(0x5A01), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	text := asPEM("CERTIFICATE", der)
	certificate, public, err := vendorlink.ParseCertificate(text)
	if err != nil || !public.Equal(&key.PublicKey) || certificate.SerialNumber.Int64() != 0x5A01 {
		t.Fatalf("not the certificate: %v", err)
	}
	if !vendorlink.IsCertificate(text) || vendorlink.IsCertificate(wrapped(der)) {
		t.Error("IsCertificate goes by the label")
	}
	if _, _, err := vendorlink.ParseCertificate("AAAA"); err == nil {
		t.Error("garbage is a certificate")
	}
}

func TestSignature(t *testing.T) {
	key, message := testKey(), []byte("a=1&b=二")
	signature, err := vendorlink.Sign(key, message)
	if err != nil {
		t.Fatal(err)
	}
	flipped := []byte(signature)
	flipped[10] ^= 'A' ^ 'B'
	for name, c := range map[string]struct {
		message, signature string
		want               bool
	}{
		"true":             {string(message), signature, true},
		"another message":  {"a=1&b=2", signature, false},
		"altered":          {string(message), string(flipped), false},
		"empty":            {string(message), "", false},
		"not base64":       {string(message), "!!!!", false},
		"cut short":        {string(message), signature[:100], false},
		"endless":          {string(message), strings.Repeat("A", 1<<20), false},
		"broken in lines":  {string(message), signature[:64] + "\n" + signature[64:], false},
		"followed by more": {string(message), signature + "AAAA", false},
	} {
		if got := vendorlink.Verifies(&key.PublicKey, []byte(c.message), c.signature); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("")
	f.Add("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n")
	f.Add("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")
	f.Fuzz(func(t *testing.T, text string) {
		if key, err := vendorlink.ParsePublic(text); err == nil && key.N.BitLen() < 2048 {
			t.Error("weak key accepted")
		}
		if key, err := vendorlink.ParsePrivate(text); err == nil && key.N.BitLen() < 2048 {
			t.Error("weak key accepted")
		}
	})
}
