package token

import (
	"errors"

	"github.com/golang-jwt/jwt/v5"
)

// Signer issues tokens under the configured secret.
type Signer struct{ secret []byte }

// NewSigner makes a Signer, or an error where the secret is empty.
func NewSigner(secret string) (*Signer, error) {
	if secret == "" {
		return nil, errors.New("token: no secret")
	}
	return &Signer{secret: []byte(secret)}, nil
}

// Issue signs c with HS256. Subject and ExpiresAt are required; times are
// cut to whole seconds, as the format has them.
func (s *Signer) Issue(c Claims) (string, error) {
	if c.Subject == "" || c.ExpiresAt.IsZero() {
		return "", errors.New("token: a subject and an expiry are required")
	}
	w := wireClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: c.Issuer, Audience: c.Audience, ID: c.ID,
			ExpiresAt: jwt.NewNumericDate(c.ExpiresAt.Time()),
		},
		Subject: text(c.Subject), Session: c.Session, Type: c.Type, Role: string(c.Role),
		AdminDomain: number(c.AdminDomain),
	}
	if !c.IssuedAt.IsZero() {
		w.IssuedAt = jwt.NewNumericDate(c.IssuedAt.Time())
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, &w).SignedString(s.secret)
}
