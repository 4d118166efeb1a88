package token_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/token"
)

const testSecret = "a-secret-of-the-tests-32-bytes-long!"

var start = instant.Of(time.Date(2026, 1, 22, 10, 0, 0, 0, time.UTC))

func setup(t *testing.T, c token.Config) (*token.Verifier, *clock.Manual) {
	t.Helper()
	m := clock.NewManual(start)
	c.Clock = m
	if c.Secret == "" {
		c.Secret = testSecret
	}
	v, err := token.NewVerifier(c)
	if err != nil {
		t.Fatal(err)
	}
	return v, m
}

func sign(t *testing.T, method jwt.SigningMethod, key any, kid string, claims jwt.MapClaims) string {
	t.Helper()
	tok := jwt.NewWithClaims(method, claims)
	if kid != "" {
		tok.Header["kid"] = kid
	}
	raw, err := tok.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func exp(d time.Duration) int64 { return start.Add(d).Time().Unix() }

func TestIssuedTokenComesBack(t *testing.T) {
	v, _ := setup(t, token.Config{})
	s, err := token.NewSigner(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	want := token.Claims{
		Issuer: token.Own, Subject: "1048577", ID: "j1", Session: "s1", Type: token.TypeAccess,
		Role: token.RoleDomainAdmin, AdminDomain: 13, IssuedAt: start, ExpiresAt: start.Add(2 * time.Hour),
	}
	raw, err := s.Issue(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := v.Verify(raw)
	if err != nil {
		t.Fatal(err)
	}
	if got.Subject != want.Subject || got.ID != want.ID || got.Session != want.Session || got.Role != want.Role ||
		got.AdminDomain != 13 || got.IssuedAt != want.IssuedAt || got.ExpiresAt != want.ExpiresAt || !got.IsOwn() || !got.IsAccess() {
		t.Errorf("got %+v", got)
	}
	for _, c := range []token.Claims{{Subject: "x"}, {ExpiresAt: start}} {
		if _, err := s.Issue(c); err == nil {
			t.Errorf("issued %+v", c)
		}
	}
	if _, err := token.NewSigner(""); err == nil {
		t.Error("an empty secret signs")
	}
}

func TestClaimForms(t *testing.T) {
	v, _ := setup(t, token.Config{})
	for _, c := range []struct {
		name   string
		claims jwt.MapClaims
		ok     bool
		want   token.Claims
	}{
		{"sub", jwt.MapClaims{"sub": "u1"}, true, token.Claims{Subject: "u1", Role: token.RoleMember}},
		{"numeric sub", jwt.MapClaims{"sub": 100}, true, token.Claims{Subject: "100", Role: token.RoleMember}},
		{"userId", jwt.MapClaims{"userId": "u2", "role": "admin"}, true, token.Claims{Subject: "u2", Role: token.RoleAdmin}},
		{"numeric userId", jwt.MapClaims{"userId": 7}, true, token.Claims{Subject: "7", Role: token.RoleMember}},
		{"sub before userId", jwt.MapClaims{"sub": "a", "userId": "b"}, true, token.Claims{Subject: "a", Role: token.RoleMember}},
		{"unknown role", jwt.MapClaims{"sub": "a", "role": "root"}, true, token.Claims{Subject: "a", Role: token.RoleMember}},
		{"domain text", jwt.MapClaims{"sub": "a", "admin_domain": "13", "role": "domain_admin"}, true, token.Claims{Subject: "a", Role: token.RoleDomainAdmin, AdminDomain: 13}},
		{"domain null", jwt.MapClaims{"sub": "a", "admin_domain": nil}, true, token.Claims{Subject: "a", Role: token.RoleMember}},
		{"domain negative", jwt.MapClaims{"sub": "a", "admin_domain": -1}, false, token.Claims{}},
		{"domain fraction", jwt.MapClaims{"sub": "a", "admin_domain": 1.5}, false, token.Claims{}},
		{"no subject", jwt.MapClaims{"role": "admin"}, false, token.Claims{}},
		{"subject too long", jwt.MapClaims{"sub": strings.Repeat("x", 257)}, false, token.Claims{}},
		{"NUL in subject", jwt.MapClaims{"sub": "a\x00"}, false, token.Claims{}},
		{"subject object", jwt.MapClaims{"sub": map[string]int{}}, false, token.Claims{}},
	} {
		c.claims["exp"] = exp(time.Hour)
		got, err := v.Verify(sign(t, jwt.SigningMethodHS256, []byte(testSecret), "", c.claims))
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		} else if got.Subject != c.want.Subject || got.Role != c.want.Role || got.AdminDomain != c.want.AdminDomain {
			t.Errorf("%s: got %+v", c.name, got)
		}
		if err != nil && !errors.Is(err, token.ErrInvalid) {
			t.Errorf("%s: fault %v", c.name, err)
		}
	}
}

func TestTimeBounds(t *testing.T) {
	v, m := setup(t, token.Config{Leeway: 5 * time.Second})
	raw := sign(t, jwt.SigningMethodHS256, []byte(testSecret), "", jwt.MapClaims{"sub": "a", "exp": exp(time.Minute), "nbf": exp(-time.Minute)})
	for _, c := range []struct {
		at   time.Duration
		want error
	}{{-66 * time.Second, token.ErrInvalid}, {0, nil}, {64 * time.Second, nil}, {65 * time.Second, token.ErrExpired}} {
		m.Set(start.Add(c.at))
		if _, err := v.Verify(raw); !errors.Is(err, c.want) {
			t.Errorf("at %v: %v", c.at, err)
		}
	}
	m.Set(start)
	if _, err := v.Verify(sign(t, jwt.SigningMethodHS256, []byte(testSecret), "", jwt.MapClaims{"sub": "a"})); !errors.Is(err, token.ErrInvalid) {
		t.Errorf("no expiry: %v", err)
	}
}

func TestASeenTokenStillExpires(t *testing.T) {
	v, m := setup(t, token.Config{})
	raw := sign(t, jwt.SigningMethodHS256, []byte(testSecret), "", jwt.MapClaims{"sub": "a", "exp": exp(time.Minute)})
	for range 2 {
		if _, err := v.Verify(raw); err != nil {
			t.Fatal(err)
		}
	}
	m.Advance(time.Minute)
	if _, err := v.Verify(raw); !errors.Is(err, token.ErrExpired) {
		t.Fatalf("after its end: %v", err)
	}
}

func TestMemoryOfTokensIsBounded(t *testing.T) {
	v, _ := setup(t, token.Config{})
	s, err := token.NewSigner(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10_000 {
		raw, err := s.Issue(token.Claims{Subject: strconv.Itoa(i), ExpiresAt: start.Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		if c, err := v.Verify(raw); err != nil || c.Subject != strconv.Itoa(i) {
			t.Fatalf("%d: %+v, %v", i, c, err)
		}
	}
	if n := v.Remembered(); n > 2*4096 {
		t.Fatalf("%d tokens are remembered", n)
	}
}

func TestForgeriesAreRefused(t *testing.T) {
	v, _ := setup(t, token.Config{})
	good := sign(t, jwt.SigningMethodHS256, []byte(testSecret), "", jwt.MapClaims{"sub": "a", "exp": exp(time.Hour)})
	parts := strings.Split(good, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))
	claims := jwt.MapClaims{"sub": "a", "exp": exp(time.Hour)}
	for name, raw := range map[string]string{
		"empty": "", "text": "abc", "two parts": parts[0] + "." + parts[1],
		"none":          none + "." + parts[1] + ".",
		"none with sig": none + "." + parts[1] + "." + parts[2],
		"NONE":          sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "", claims),
		"other secret":  sign(t, jwt.SigningMethodHS256, []byte("x"), "", claims),
		"HS512":         sign(t, jwt.SigningMethodHS512, []byte(testSecret), "", claims),
		"padded":        good + "=",
		"huge":          good + strings.Repeat("A", 9000),
		"cut":           good[:len(good)-3],
	} {
		if _, err := v.Verify(raw); !errors.Is(err, token.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := token.NewVerifier(token.Config{}); err == nil {
		t.Error("an empty secret verifies")
	}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// keySet makes one key of each type and the document that publishes them.
func keySet(t *testing.T) (document []byte, rs *rsa.PrivateKey, ec *ecdsa.PrivateKey, ed ed25519.PrivateKey) {
	t.Helper()
	rs, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ec, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := ec.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	document, err = json.Marshal(map[string]any{"keys": []map[string]string{
		{"kty": "RSA", "kid": "r", "use": "sig", "alg": "RS256", "n": b64(rs.N.Bytes()), "e": b64(big.NewInt(int64(rs.E)).Bytes())},
		{"kty": "EC", "kid": "e", "crv": "P-256", "x": b64(point[1:33]), "y": b64(point[33:])},
		{"kty": "OKP", "kid": "d", "crv": "Ed25519", "x": b64(public)},
		{"kty": "RSA", "kid": "enc", "use": "enc", "n": "AQ", "e": "AQ"},
		{"kty": "oct", "kid": "sym", "k": b64([]byte(testSecret))},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return document, rs, ec, ed
}

func TestOutsideKeys(t *testing.T) {
	document, rs, ec, ed := keySet(t)
	keys, err := token.ParseJWKS(document)
	if err != nil {
		t.Fatal(err)
	}
	v, _ := setup(t, token.Config{Keys: keys, Issuer: "https://id.example", Audience: "points"})
	claims := func(iss string, aud ...string) jwt.MapClaims {
		return jwt.MapClaims{"sub": "u", "iss": iss, "aud": aud, "exp": exp(time.Hour)}
	}
	good := claims("https://id.example", "other", "points")
	modulus := rs.N.Bytes()
	for _, c := range []struct {
		name string
		raw  string
		ok   bool
	}{
		{"RS256", sign(t, jwt.SigningMethodRS256, rs, "r", good), true},
		{"RS256 without an id", sign(t, jwt.SigningMethodRS256, rs, "", good), true},
		{"ES256", sign(t, jwt.SigningMethodES256, ec, "e", good), true},
		{"EdDSA", sign(t, jwt.SigningMethodEdDSA, ed, "d", good), true},
		{"the secret still works", sign(t, jwt.SigningMethodHS256, []byte(testSecret), "", good), true},
		{"key of another type", sign(t, jwt.SigningMethodRS256, rs, "e", good), false},
		{"unknown key", sign(t, jwt.SigningMethodRS256, rs, "zzz", good), false},
		{"PS256 is not pinned", sign(t, jwt.SigningMethodPS256, rs, "r", good), false},
		{"public key as a secret", sign(t, jwt.SigningMethodHS256, modulus, "r", good), false},
		{"wrong issuer", sign(t, jwt.SigningMethodRS256, rs, "r", claims("https://evil.example", "points")), false},
		{"wrong audience", sign(t, jwt.SigningMethodRS256, rs, "r", claims("https://id.example", "x")), false},
		{"no audience", sign(t, jwt.SigningMethodRS256, rs, "r", claims("https://id.example")), false},
		{"outside key names our issuer", sign(t, jwt.SigningMethodRS256, rs, "r", claims(token.Own, "points")), false},
		{"our own needs no audience", sign(t, jwt.SigningMethodHS256, []byte(testSecret), "", claims(token.Own)), true},
	} {
		if _, err := v.Verify(c.raw); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestParseJWKSRefuses(t *testing.T) {
	small := b64(new(big.Int).Lsh(big.NewInt(1), 1023).Bytes())
	for name, doc := range map[string]string{
		"not JSON":    `x`,
		"empty":       `{"keys":[]}`,
		"only oct":    `{"keys":[{"kty":"oct","k":"AAAA"}]}`,
		"small RSA":   `{"keys":[{"kty":"RSA","n":"` + small + `","e":"AQAB"}]}`,
		"bad base64":  `{"keys":[{"kty":"RSA","n":"***","e":"AQAB"}]}`,
		"off curve":   `{"keys":[{"kty":"EC","crv":"P-256","x":"` + b64(make([]byte, 32)) + `","y":"` + b64(make([]byte, 32)) + `"}]}`,
		"short point": `{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}`,
		"short okp":   `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}`,
		"too large":   `{"keys":[` + strings.Repeat(" ", 300_000) + `]}`,
		"too many":    `{"keys":[` + strings.Repeat(`{},`, 70) + `{}]}`,
	} {
		if _, err := token.ParseJWKS([]byte(doc)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestIsAccess(t *testing.T) {
	for _, c := range []struct {
		claims token.Claims
		want   bool
	}{
		{token.Claims{Issuer: token.Own, Type: token.TypeAccess}, true},
		{token.Claims{Issuer: token.Own, Type: token.TypeRefresh}, false},
		{token.Claims{Issuer: token.Own}, false},
		{token.Claims{}, true},
		{token.Claims{Type: "Bearer"}, true},
		{token.Claims{Type: "Refresh"}, false},
		{token.Claims{Type: "ID"}, false},
	} {
		if c.claims.IsAccess() != c.want {
			t.Errorf("%+v: %v", c.claims, !c.want)
		}
	}
}

func FuzzVerify(f *testing.F) {
	s, _ := token.NewSigner(testSecret)
	raw, _ := s.Issue(token.Claims{Subject: "a", ExpiresAt: start.Add(time.Hour)})
	f.Add(raw)
	f.Add("a.b.c")
	v, err := token.NewVerifier(token.Config{Secret: testSecret, Clock: clock.NewManual(start)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if c, err := v.Verify(raw); err == nil && c.Subject == "" {
			t.Fatal("accepted without a subject")
		}
	})
}

func BenchmarkVerifyNew(b *testing.B) {
	s, _ := token.NewSigner(testSecret)
	raws := make([]string, 20_000)
	for i := range raws {
		raws[i], _ = s.Issue(token.Claims{Issuer: token.Own, Subject: strconv.Itoa(i), Type: token.TypeAccess, ExpiresAt: start.Add(time.Hour)})
	}
	v, _ := token.NewVerifier(token.Config{Secret: testSecret, Clock: clock.NewManual(start)})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := v.Verify(raws[i%len(raws)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifySeen(b *testing.B) {
	s, _ := token.NewSigner(testSecret)
	raw, _ := s.Issue(token.Claims{Issuer: token.Own, Subject: "1048577", Type: token.TypeAccess, ExpiresAt: start.Add(time.Hour)})
	v, _ := token.NewVerifier(token.Config{Secret: testSecret, Clock: clock.NewManual(start)})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Verify(raw); err != nil {
			b.Fatal(err)
		}
	}
}
