package token

import (
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/clock"
)

// Faults of a presented token.
var (
	ErrInvalid = fault.New(fault.Unauthenticated, "token.invalid", "The access token is not valid.")
	ErrExpired = fault.New(fault.Unauthenticated, "token.expired", "The access token has expired.")
)

const (
	tokenMax   = 8 << 10 // bytes
	subjectMax = 256     // bytes
)

// Config says what a Verifier accepts.
type Config struct {
	Secret   string // for HS256; never empty
	Keys     Keys   // outside keys; may be empty
	Issuer   string // of outside tokens; "" accepts any
	Audience string // of outside tokens; "" accepts any
	Leeway   time.Duration
	Clock    clock.Clock
}

// Verifier checks tokens. It is safe for concurrent use.
type Verifier struct {
	config Config
	secret []byte
	parser *jwt.Parser
	seen   seen
}

// NewVerifier makes a Verifier, or an error where the secret is empty.
func NewVerifier(c Config) (*Verifier, error) {
	if c.Secret == "" {
		return nil, errors.New("token: no secret")
	}
	return &Verifier{config: c, secret: []byte(c.Secret), parser: jwt.NewParser(
		jwt.WithValidMethods(append([]string{"HS256"}, c.Keys.methods()...)),
		jwt.WithExpirationRequired(),
		jwt.WithLeeway(c.Leeway),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(func() time.Time { return c.Clock.Now().Time() }),
	)}, nil
}

// Verify checks raw and returns what it says. The Claims are shared: their
// Audience must not be changed.
// Faults: ErrInvalid, ErrExpired.
func (v *Verifier) Verify(raw string) (Claims, error) {
	if len(raw) == 0 || len(raw) > tokenMax {
		return Claims{}, ErrInvalid
	}
	if c, ok := v.seen.get(raw, v.config.Clock.Now()); ok {
		return c, nil
	}
	c, err := v.verify(raw)
	if err == nil {
		v.seen.put(strings.Clone(raw), c)
	}
	return c, err
}

// verify does the whole work for a token not seen before.
func (v *Verifier) verify(raw string) (Claims, error) {
	var w wireClaims
	token, err := v.parser.ParseWithClaims(raw, &w, v.key)
	if err != nil {
		if errors.Is(err, jwt.ErrTokenExpired) {
			return Claims{}, ErrExpired.Because(err)
		}
		return Claims{}, ErrInvalid.Because(err)
	}
	if !v.accepts(&w, token.Method == jwt.SigningMethodHS256) {
		return Claims{}, ErrInvalid
	}
	c, ok := w.claims()
	if !ok {
		return Claims{}, ErrInvalid
	}
	return c, nil
}

// key picks the key by the token's algorithm, never by what the token says
// about its key alone.
func (v *Verifier) key(t *jwt.Token) (any, error) {
	if t.Method == jwt.SigningMethodHS256 {
		return v.secret, nil
	}
	kid, _ := t.Header["kid"].(string)
	return v.config.Keys.find(t.Method.Alg(), kid)
}

// accepts holds the issuer and audience rules.
func (v *Verifier) accepts(w *wireClaims, underSecret bool) bool {
	if w.Issuer == Own {
		return underSecret
	}
	if v.config.Issuer != "" && w.Issuer != v.config.Issuer {
		return false
	}
	if v.config.Audience == "" {
		return true
	}
	for _, a := range w.Audience {
		if a == v.config.Audience {
			return true
		}
	}
	return false
}
