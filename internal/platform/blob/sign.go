package blob

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/clock"
)

// ErrSignature is an address that is altered or no longer works.
var ErrSignature = fault.New(fault.Forbidden, "blob.signature", "The address is not valid or has expired.")

// Signer makes addresses that open one blob for a while.
type Signer struct {
	key   []byte
	clock clock.Clock
}

// NewSigner signs with a key that has no other use (secret.Master.Derive).
func NewSigner(key []byte, c clock.Clock) *Signer { return &Signer{key: key, clock: c} }

// Sign gives the query parameters with which the blob opens for ttl, cut to
// whole seconds: "expires" (unix seconds) and "signature".
func (s *Signer) Sign(name string, ttl time.Duration) url.Values {
	expires := strconv.FormatInt(s.clock.Now().Add(ttl).Time().Unix(), 10)
	return url.Values{"expires": {expires}, "signature": {s.mac(name, expires)}}
}

// Verify checks the parameters that Sign gave for the same blob.
// Faults: ErrSignature.
func (s *Signer) Verify(name string, query url.Values) error {
	text := query.Get("expires")
	if !hmac.Equal([]byte(query.Get("signature")), []byte(s.mac(name, text))) {
		return ErrSignature
	}
	expires, err := strconv.ParseInt(text, 10, 64)
	if err != nil || s.clock.Now().Time().Unix() >= expires {
		return ErrSignature
	}
	return nil
}

// mac binds name and end. A name has no newline, so the two cannot be
// shifted into each other.
func (s *Signer) mac(name, expires string) string {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(strings.Join([]string{"blob", name, expires}, "\n")))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
