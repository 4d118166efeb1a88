package main

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"time"

	"guerdon/internal/domain/payment/vendorlink"
)

type certificateArgs struct{ PrivateKey, Serial string }

// certificate makes a self-signed certificate, which Node alone cannot.
func (t *tool) certificate(_ context.Context, a certificateArgs) (string, error) {
	key, err := vendorlink.ParsePrivate(a.PrivateKey)
	if err != nil {
		return "", err
	}
	number, ok := new(big.Int).SetString(a.Serial, 16)
	if !ok {
		return "", errors.New("the serial is not hex")
	}
	now := t.now().Time()
	template := &x509.Certificate{SerialNumber: number, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), err
}
