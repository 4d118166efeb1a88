package httpx

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"guerdon/internal/platform/clock"
)

const (
	selfSignedFor = 825 * 24 * time.Hour // the longest that browsers take
	renewBefore   = 30 * 24 * time.Hour
)

// TLSFromFiles serves the certificate and key in two PEM files.
func TLSFromFiles(certFile, keyFile string) (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("httpx: certificate: %w", err)
	}
	return tlsConfig(certificate), nil
}

// SelfSigned serves a certificate of our own for localhost and hosts. It is
// kept in one file of dir, and made again when it is about to end.
func SelfSigned(dir string, c clock.Clock, hosts ...string) (*tls.Config, error) {
	file := filepath.Join(dir, "self-signed.pem")
	now := c.Now().Time()
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("httpx: certificate: %w", err)
	}
	certificate, err := tls.X509KeyPair(text, text)
	if err == nil && now.Add(renewBefore).Before(certificate.Leaf.NotAfter) {
		return tlsConfig(certificate), nil
	}
	if text, err = makeSelfSigned(now, hosts); err != nil {
		return nil, fmt.Errorf("httpx: certificate: %w", err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, fmt.Errorf("httpx: certificate: %w", err)
	}
	certificate, err = tls.X509KeyPair(text, text)
	return tlsConfig(certificate), err
}

func tlsConfig(certificate tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
}

// makeSelfSigned gives a certificate and its key in PEM.
func makeSelfSigned(now time.Time, hosts []string) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "guerdon self-signed"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(selfSignedFor),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, host := range append([]string{"localhost", "127.0.0.1", "::1"}, hosts...) {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...), nil
}
