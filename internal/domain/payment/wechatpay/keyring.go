package wechatpay

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment/vendorlink"
)

// PublicKeyPrefix starts the id of a WeChat Pay public key.
const PublicKeyPrefix = "PUB_KEY_ID_"

// PlatformKey is a key of WeChat Pay's that we believe: a platform certificate
// in PEM (its serial number is read from it), or a public key with its id.
type PlatformKey struct {
	ID   string // "PUB_KEY_ID_…" for a public key; "" or the serial for a certificate
	Text string
}

// trusted is a key and, for a certificate, when it is valid.
type trusted struct {
	key             *rsa.PublicKey
	fromAt, untilAt instant.Instant // zero where it does not end
}

// keyring is the platform's keys by Wechatpay-Serial.
type keyring struct {
	bySerial  map[string]trusted
	preferred string // a public key's id, which asks the platform to sign with it
}

func newKeyring(keys []PlatformKey) (keyring, error) {
	ring := keyring{bySerial: map[string]trusted{}}
	for _, k := range keys {
		serial, key, err := readPlatformKey(k)
		if err != nil {
			return keyring{}, err
		}
		if _, twice := ring.bySerial[serial]; twice {
			return keyring{}, fmt.Errorf("two keys named %s", serial)
		}
		ring.bySerial[serial] = key
		if ring.preferred == "" && strings.HasPrefix(serial, PublicKeyPrefix) {
			ring.preferred = serial
		}
	}
	if len(ring.bySerial) == 0 {
		return keyring{}, errors.New("no platform key")
	}
	return ring, nil
}

func readPlatformKey(k PlatformKey) (string, trusted, error) {
	if !vendorlink.IsCertificate(k.Text) {
		key, err := vendorlink.ParsePublic(k.Text)
		if !strings.HasPrefix(k.ID, PublicKeyPrefix) {
			err = errors.Join(err, errors.New("a public key needs its PUB_KEY_ID_"))
		}
		return k.ID, trusted{key: key}, err
	}
	certificate, key, err := vendorlink.ParseCertificate(k.Text)
	if err != nil {
		return "", trusted{}, err
	}
	serial := fmt.Sprintf("%X", certificate.SerialNumber.Bytes())
	if k.ID != "" && !strings.EqualFold(k.ID, serial) {
		return "", trusted{}, fmt.Errorf("the certificate's serial is %s", serial)
	}
	return serial, trusted{key: key, fromAt: instant.Of(certificate.NotBefore), untilAt: instant.Of(certificate.NotAfter)}, nil
}

// find is the key named serial if it is valid now.
func (r keyring) find(serial string, now instant.Instant) (*rsa.PublicKey, bool) {
	if isSerial(serial) {
		serial = strings.ToUpper(serial)
	}
	k, found := r.bySerial[serial]
	if !found || now < k.fromAt || (!k.untilAt.IsZero() && now > k.untilAt) {
		return nil, false
	}
	return k.key, true
}

func isSerial(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}
