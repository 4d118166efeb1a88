package hmaccallback

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

// The names of the headers, and how far a timestamp may be from now.
const (
	HeaderTimestamp = "X-Timestamp"
	HeaderSignature = "X-Signature"
	Leeway          = 5 * time.Minute
)

// Verifier believes callbacks that are signed with one secret.
type Verifier struct{ secret []byte }

// New makes a verifier. Faults: payment.ErrSetup where the secret is empty.
func New(secret string) (*Verifier, error) {
	if secret == "" {
		return nil, payment.ErrSetup.With("field", "payment_callback_secret")
	}
	return &Verifier{secret: []byte(secret)}, nil
}

// Sign makes the headers of a callback that is sent now.
func (v *Verifier) Sign(body []byte, now instant.Instant) payment.Headers {
	timestamp := strconv.FormatInt(now.Time().Unix(), 10)
	return payment.Headers{
		HeaderTimestamp: {timestamp},
		HeaderSignature: {hex.EncodeToString(v.sum(timestamp, body))},
	}
}

// Verify checks a callback that arrived at now.
// Faults: payment.ErrSignature, payment.ErrStale.
func (v *Verifier) Verify(headers payment.Headers, body []byte, now instant.Instant) error {
	timestamp := headers.Get(HeaderTimestamp)
	claimed, err := hex.DecodeString(headers.Get(HeaderSignature))
	if err != nil || !hmac.Equal(claimed, v.sum(timestamp, body)) {
		return payment.ErrSignature
	}
	// Only a signed timestamp is worth reading.
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return payment.ErrStale
	}
	if now.Sub(instant.Of(time.Unix(seconds, 0))).Abs() > Leeway {
		return payment.ErrStale
	}
	return nil
}

func (v *Verifier) sum(timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, v.secret)
	mac.Write([]byte(timestamp))
	mac.Write([]byte("."))
	mac.Write(body)
	return mac.Sum(nil)
}
