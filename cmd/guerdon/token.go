package main

import (
	"fmt"
	"time"

	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/token"
)

type tokenCmd struct {
	Subject string        `help:"Whom the token is for." required:""`
	Role    string        `help:"member, domain_admin or admin." enum:"member,domain_admin,admin" default:"member"`
	Domain  int           `help:"The study domain that a domain_admin runs."`
	TTL     time.Duration `name:"ttl" help:"How long it lasts." default:"1h"`
}

// Run prints a token under the configured or generated secret.
func (t tokenCmd) Run(c *config.Config, o output) error {
	keys, err := c.LoadKeys()
	if err != nil {
		return err
	}
	signer, err := token.NewSigner(keys.TokenSecret.Reveal())
	if err != nil {
		return err
	}
	now := clock.System{}.Now()
	claims := token.Claims{Subject: t.Subject, Type: token.TypeAccess, Role: token.Role(t.Role), AdminDomain: int64(t.Domain), IssuedAt: now, ExpiresAt: now.Add(t.TTL)}
	if c.Token.Audience != "" {
		claims.Audience = []string{c.Token.Audience}
	}
	text, err := signer.Issue(claims)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.out, text)
	return err
}
