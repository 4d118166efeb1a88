package token

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"guerdon/internal/base/instant"
)

// Own is the issuer of the tokens that this program issues to its members;
// their subject is a member's id.
const Own = "guerdon"

// Role is what the bearer may do beyond being a member.
type Role string

// The roles. Any other text in a token counts as RoleMember.
const (
	RoleMember      Role = "member"
	RoleDomainAdmin Role = "domain_admin"
	RoleAdmin       Role = "admin"
)

// The types of token in the "typ" claim.
const (
	TypeAccess  = "access"
	TypeRefresh = "refresh"
)

// Claims is what a token says.
type Claims struct {
	Issuer      string
	Subject     string // "sub", or "userId" where there is no "sub"
	Audience    []string
	ID          string // "jti"
	Session     string // "sid": the family of a refresh token
	Type        string // "typ"
	Role        Role
	AdminDomain int64 // "admin_domain", 0 where there is none
	IssuedAt    instant.Instant
	ExpiresAt   instant.Instant
}

// IsOwn reports whether this program issued the token, so that its subject
// is a member's id and not an outside subject.
func (c Claims) IsOwn() bool { return c.Issuer == Own }

// IsAccess reports whether the token may be used to call an API: this
// program's access tokens, and outside tokens of every type but refresh and
// identity tokens.
func (c Claims) IsAccess() bool {
	if c.IsOwn() {
		return c.Type == TypeAccess
	}
	return !strings.EqualFold(c.Type, TypeRefresh) && !strings.EqualFold(c.Type, "id")
}

// wireClaims is the payload of a token.
type wireClaims struct {
	jwt.RegisteredClaims
	Subject     text   `json:"sub,omitempty"` // hides the registered one: numbers are accepted
	UserID      text   `json:"userId,omitempty"`
	Session     string `json:"sid,omitempty"`
	Type        string `json:"typ,omitempty"`
	Role        string `json:"role,omitempty"`
	AdminDomain number `json:"admin_domain,omitempty"`
}

// GetSubject gives the parser the subject that hides the registered one.
func (w *wireClaims) GetSubject() (string, error) { return string(w.Subject), nil }

// claims turns a verified payload into Claims; ok is false where it says
// something impossible.
func (w *wireClaims) claims() (c Claims, ok bool) {
	c = Claims{
		Issuer: w.Issuer, Subject: string(w.Subject), Audience: w.Audience, ID: w.ID,
		Session: w.Session, Type: w.Type, Role: RoleMember,
		ExpiresAt: instant.Of(w.ExpiresAt.Time),
	}
	if c.Subject == "" {
		c.Subject = string(w.UserID)
	}
	if w.IssuedAt != nil {
		c.IssuedAt = instant.Of(w.IssuedAt.Time)
	}
	if r := Role(w.Role); r == RoleDomainAdmin || r == RoleAdmin {
		c.Role = r
	}
	c.AdminDomain = int64(w.AdminDomain)
	return c, c.AdminDomain >= 0 && c.Subject != "" && len(c.Subject) <= subjectMax && !strings.ContainsRune(c.Subject, 0)
}

// text is a JSON string or integer, kept as text.
type text string

// UnmarshalJSON accepts a string, an integer, or null for none.
func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		return nil
	case b[0] == '"':
		return json.Unmarshal(b, (*string)(t))
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	*t = text(strconv.FormatInt(n, 10))
	return err
}

// number is a JSON integer, or a string of one.
type number int64

// UnmarshalJSON accepts an integer, a string of one, or null for none.
func (n *number) UnmarshalJSON(b []byte) error {
	var t text
	if err := t.UnmarshalJSON(b); err != nil || t == "" {
		return err
	}
	v, err := strconv.ParseInt(string(t), 10, 64)
	*n = number(v)
	return err
}
