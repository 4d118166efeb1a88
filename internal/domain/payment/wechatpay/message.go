package wechatpay

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
)

// The words of the protocol.
const (
	Scheme = "WECHATPAY2-SHA256-RSA2048"

	HeaderTimestamp     = "Wechatpay-Timestamp"
	HeaderNonce         = "Wechatpay-Nonce"
	HeaderSerial        = "Wechatpay-Serial"
	HeaderSignature     = "Wechatpay-Signature"
	HeaderSignatureType = "Wechatpay-Signature-Type"

	// ProbePrefix starts the signatures with which WeChat Pay tests whether a
	// merchant verifies at all.
	ProbePrefix = "WECHATPAY/SIGNTEST/"

	// Leeway is how far a timestamp may be from now, in either direction.
	Leeway = 5 * time.Minute
)

// RequestMessage is what a request's signature covers. uri is the path and query.
func RequestMessage(method, uri, timestamp, nonce string, body []byte) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%s\n", method, uri, timestamp, nonce, body)
}

// ReplyMessage is what a reply's or a notification's signature covers.
func ReplyMessage(timestamp, nonce string, body []byte) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s\n", timestamp, nonce, body)
}

// Timestamp writes an instant as unix seconds.
func Timestamp(i instant.Instant) string { return strconv.FormatInt(i.Time().Unix(), 10) }

// Fresh tells whether a timestamp in unix seconds is within Leeway of now.
func Fresh(timestamp string, now instant.Instant) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return false
	}
	age := now.Sub(instant.Of(time.Unix(seconds, 0)))
	return age.Abs() <= Leeway
}

// SignHeaders makes the headers of a reply or a notification.
func SignHeaders(key *rsa.PrivateKey, serial, nonce string, body []byte, now instant.Instant) (payment.Headers, error) {
	timestamp := Timestamp(now)
	signature, err := vendorlink.Sign(key, ReplyMessage(timestamp, nonce, body))
	return payment.Headers{
		HeaderTimestamp: {timestamp}, HeaderNonce: {nonce}, HeaderSerial: {serial},
		HeaderSignature: {signature}, HeaderSignatureType: {Scheme},
	}, err
}

// verify believes a body that came with these headers, or says why not.
// Faults: payment.ErrSignature, payment.ErrStale.
func (r keyring) verify(h payment.Headers, body []byte, now instant.Instant) error {
	signature := h.Get(HeaderSignature)
	if signature == "" {
		return payment.ErrSignature.Because(errors.New("unsigned"))
	}
	if strings.HasPrefix(signature, ProbePrefix) {
		return payment.ErrSignature.Because(errors.New("signature probe"))
	}
	if scheme := h.Get(HeaderSignatureType); scheme != "" && scheme != Scheme {
		return payment.ErrSignature.Because(errors.New("unknown signature type"))
	}
	timestamp := h.Get(HeaderTimestamp)
	if !Fresh(timestamp, now) {
		return payment.ErrStale
	}
	key, found := r.find(h.Get(HeaderSerial), now)
	if !found {
		return payment.ErrSignature.Because(errors.New("no valid platform key of that serial"))
	}
	if !vendorlink.Verifies(key, ReplyMessage(timestamp, h.Get(HeaderNonce), body), signature) {
		return payment.ErrSignature
	}
	return nil
}
