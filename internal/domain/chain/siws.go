package chain

import (
	"strings"
	"unicode"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
)

// ErrTextInvalid is a sign-in text with a field that would break its lines.
var ErrTextInvalid = fault.New(fault.Invalid, "chain.text_invalid", "A field of the sign-in text is empty or has control characters.")

// siwsTime is how JavaScript prints a date.
const siwsTime = "2006-01-02T15:04:05.000Z"

// SIWS are the fields of a Sign-In-With-Solana text. Empty ones are left out,
// but for Domain and Address.
type SIWS struct {
	Domain         string // the configured host with its port, never the Host header
	Address        Address
	Statement      string
	URI            string
	Version        string // "1"
	ChainID        string // "mainnet"
	Nonce          string
	IssuedAt       instant.Instant
	ExpirationTime instant.Instant
}

// Check refuses fields that would let one line look like another.
// Fault: ErrTextInvalid.
func (s SIWS) Check() error {
	if s.Domain == "" {
		return ErrTextInvalid
	}
	for _, field := range []string{s.Domain, s.Statement, s.URI, s.Version, s.ChainID, s.Nonce} {
		if strings.ContainsFunc(field, unicode.IsControl) {
			return ErrTextInvalid
		}
	}
	return nil
}

// Text is what the wallet shows and signs. The same fields give the same text,
// so the server rebuilds it from what it stored.
func (s SIWS) Text() string {
	var b strings.Builder
	b.WriteString(s.Domain + " wants you to sign in with your Solana account:\n" + s.Address.String())
	if s.Statement != "" {
		b.WriteString("\n\n" + s.Statement)
	}
	separator := "\n\n"
	for _, field := range s.fields() {
		if field.value != "" {
			b.WriteString(separator + field.name + ": " + field.value)
			separator = "\n"
		}
	}
	return b.String()
}

type siwsField struct{ name, value string }

func (s SIWS) fields() []siwsField {
	return []siwsField{
		{"URI", s.URI},
		{"Version", s.Version},
		{"Chain ID", s.ChainID},
		{"Nonce", s.Nonce},
		{"Issued At", siwsInstant(s.IssuedAt)},
		{"Expiration Time", siwsInstant(s.ExpirationTime)},
	}
}

func siwsInstant(i instant.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.Time().Format(siwsTime)
}
