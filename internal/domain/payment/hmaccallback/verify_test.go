package hmaccallback_test

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/hmaccallback"
)

const (
	secret = "callback-secret-of-the-tests"
	body   = `{"order_id":"R202601221000001","payment_method":"alipay","transaction_id":"T1","status":"success","amount":10.50}`
	vector = "10fe44ba3b5aa733d4ccbe385b76af90b68ac8c90231288c2903babcfe351a55"
)

var now = instant.Of(time.Unix(1_769_049_000, 0))

func verifier(t testing.TB) *hmaccallback.Verifier {
	t.Helper()
	v, err := hmaccallback.New(secret)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestSignatureVector holds the documented form against a value computed with
// openssl: printf '%s.%s' 1769049000 "$body" | openssl dgst -sha256 -hmac "$secret".
func TestSignatureVector(t *testing.T) {
	got := verifier(t).Sign([]byte(body), now)
	if got.Get("X-Timestamp") != "1769049000" || got.Get("X-Signature") != vector {
		t.Errorf("got %v", got)
	}
}

func TestWithoutSecretThereIsNoVerifier(t *testing.T) {
	if v, err := hmaccallback.New(""); !errors.Is(err, payment.ErrSetup) || v != nil {
		t.Errorf("got %v, %v", v, err)
	}
}

func TestVerify(t *testing.T) {
	set := func(name, value string) func(payment.Headers) {
		return func(h payment.Headers) { h[name] = []string{value} }
	}
	for name, c := range map[string]struct {
		change func(payment.Headers)
		body   string
		after  time.Duration
		want   error
	}{
		"as it should be":     {nil, body, 0, nil},
		"five minutes old":    {nil, body, 5 * time.Minute, nil},
		"late":                {nil, body, 5*time.Minute + time.Second, payment.ErrStale},
		"five minutes early":  {nil, body, -5 * time.Minute, nil},
		"early":               {nil, body, -5*time.Minute - time.Second, payment.ErrStale},
		"replayed next day":   {nil, body, 24 * time.Hour, payment.ErrStale},
		"altered body":        {nil, strings.Replace(body, "10.50", "99.50", 1), 0, payment.ErrSignature},
		"space added":         {nil, body + " ", 0, payment.ErrSignature},
		"fresher timestamp":   {set("X-Timestamp", "1769049001"), body, 0, payment.ErrSignature},
		"no timestamp":        {func(h payment.Headers) { delete(h, "X-Timestamp") }, body, 0, payment.ErrSignature},
		"unsigned":            {func(h payment.Headers) { delete(h, "X-Signature") }, body, 0, payment.ErrSignature},
		"empty signature":     {set("X-Signature", ""), body, 0, payment.ErrSignature},
		"short signature":     {set("X-Signature", vector[:32]), body, 0, payment.ErrSignature},
		"long signature":      {set("X-Signature", vector+"00"), body, 0, payment.ErrSignature},
		"not hex":             {set("X-Signature", strings.Repeat("z", 64)), body, 0, payment.ErrSignature},
		"capital letters":     {set("X-Signature", strings.ToUpper(vector)), body, 0, nil},
		"two signatures":      {func(h payment.Headers) { h["X-Signature"] = append(h["X-Signature"], "00") }, body, 0, payment.ErrSignature},
		"another header case": {func(h payment.Headers) { h["x-signature"] = h["X-Signature"]; delete(h, "X-Signature") }, body, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			v := verifier(t)
			headers := maps.Clone(v.Sign([]byte(body), now))
			if c.change != nil {
				c.change(headers)
			}
			if err := v.Verify(headers, []byte(c.body), now.Add(c.after)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestAnotherSecretIsRefused(t *testing.T) {
	other, err := hmaccallback.New(secret + "x")
	if err != nil {
		t.Fatal(err)
	}
	if err := verifier(t).Verify(other.Sign([]byte(body), now), []byte(body), now); !errors.Is(err, payment.ErrSignature) {
		t.Errorf("got %v", err)
	}
}

func TestSignedNonsenseTimestampIsStale(t *testing.T) {
	v := verifier(t)
	for _, at := range []instant.Instant{instant.Of(time.Unix(-1, 0)), 0} {
		if err := v.Verify(v.Sign([]byte(body), at), []byte(body), now); !errors.Is(err, payment.ErrStale) {
			t.Errorf("got %v", err)
		}
	}
}
