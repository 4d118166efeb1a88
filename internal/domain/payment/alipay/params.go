package alipay

import (
	"crypto/rsa"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment/vendorlink"
)

// Params are the named values of a request or of a notification, decoded.
type Params map[string]string

// Content is what is signed: all parameters except the omitted ones, sorted
// by name, as k=v joined with &. Values are not encoded; empty ones stay.
func (p Params) Content(omit ...string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if slices.Contains(omit, name) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + p[name])
	}
	return b.String()
}

// SignRequest adds "sign", over everything else.
func (p Params) SignRequest(key *rsa.PrivateKey) error {
	return p.sign(key, "sign")
}

// SignNotification adds "sign_type" and "sign", over everything else.
func (p Params) SignNotification(key *rsa.PrivateKey) error {
	p["sign_type"] = signType
	return p.sign(key, "sign", "sign_type")
}

func (p Params) sign(key *rsa.PrivateKey, omit ...string) (err error) {
	p["sign"], err = vendorlink.Sign(key, []byte(p.Content(omit...)))
	return err
}

// VerifyRequest tells whether a request is signed by key's owner.
func (p Params) VerifyRequest(key *rsa.PublicKey) bool {
	return p["sign_type"] == signType && vendorlink.Verifies(key, []byte(p.Content("sign")), p["sign"])
}

// VerifyNotification tells whether a notification is signed by key's owner.
func (p Params) VerifyNotification(key *rsa.PublicKey) bool {
	return p["sign_type"] == signType && vendorlink.Verifies(key, []byte(p.Content("sign", "sign_type")), p["sign"])
}

// values encodes the parameters under these names.
func (p Params) values(keep func(name string) bool) url.Values {
	v := url.Values{}
	for name, value := range p {
		if keep(name) {
			v.Set(name, value)
		}
	}
	return v
}

const (
	signType   = "RSA2"
	timeLayout = time.DateTime
)

// Time writes an instant as Alipay does: "2026-01-22 10:30:00", UTC+8.
func Time(i instant.Instant) string { return i.Time().In(zone()).Format(timeLayout) }

// ParseTime reads what Time writes; what cannot be read is "none".
func ParseTime(s string) instant.Instant {
	t, err := time.ParseInLocation(timeLayout, s, zone())
	if err != nil {
		return 0
	}
	return instant.Of(t)
}

func zone() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }
