package config

import (
	"errors"
	"fmt"
	"net/url"

	"guerdon/internal/platform/password"
	"guerdon/internal/platform/secret"
)

const (
	tokenSecretMin           = 16 // characters, for trying out
	tokenSecretMinProduction = 32
)

// Check reports everything that is wrong with the settings at once.
func (c *Config) Check() error {
	errs := []error{c.checkSecrets(), c.checkListen(), c.checkPayment()}
	if c.Production {
		errs = append(errs, c.checkProduction())
	}
	return errors.Join(errs...)
}

func (c *Config) checkSecrets() error {
	var errs []error
	if s := c.Secrets.TokenSecret; s.IsSet() && len(s.Reveal()) < tokenSecretMin {
		errs = append(errs, fmt.Errorf("token-secret has fewer than %d characters", tokenSecretMin))
	}
	if s := c.Secrets.AdminPassword; s.IsSet() && password.Check(s.Reveal()) != nil {
		errs = append(errs, fmt.Errorf("admin-password: %s", password.ErrPolicy.Text))
	}
	for _, s := range append([]Secret{c.Secrets.SealingKey}, c.Secrets.SealingKeysOld...) {
		if _, err := secret.ParseMaster(s.Reveal()); s.IsSet() && err != nil {
			errs = append(errs, fmt.Errorf("sealing-key: %w", err))
		}
	}
	if c.Database.IsSet() && !c.Database.IsPostgres() {
		errs = append(errs, errors.New("database is not a postgres:// URL"))
	}
	if c.Solana.RPC.IsSet() {
		// The parse error would quote the address and so its key.
		if u, err := url.Parse(c.Solana.RPC.Reveal()); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			errs = append(errs, errors.New("solana-rpc is not an http or https address"))
		}
	}
	return errors.Join(errs...)
}

func (c *Config) checkListen() error {
	var errs []error
	l := &c.Listen
	if (l.TLSCert == "") != (l.TLSKey == "") {
		errs = append(errs, errors.New("tls-cert and tls-key go together"))
	}
	if l.StudyTLS {
		for _, other := range []Addr{l.CoreAddr, l.OpsAddr, l.LootAddr, l.RewardAddr, l.CreatorAddr, l.CardAddr} {
			if other == l.StudyAddr {
				errs = append(errs, errors.New("with study-tls, studyapi needs an address of its own"))
				break
			}
		}
	}
	for _, o := range l.AllowedOrigins {
		if u, err := url.Parse(o); err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != o {
			errs = append(errs, fmt.Errorf("allowed-origins: %q is not scheme://host[:port]", o))
		}
	}
	return errors.Join(errs...)
}

// checkProduction refuses what is only fit for trying out.
func (c *Config) checkProduction() error {
	var errs []error
	refuse := func(wrong bool, text string) {
		if wrong {
			errs = append(errs, errors.New("production: "+text))
		}
	}
	s := &c.Secrets
	refuse(c.Demo, "demo data is refused")
	refuse(c.SandboxOn(), "sandbox providers are refused")
	refuse(!s.TokenSecret.IsSet(), "set GUERDON_TOKEN_SECRET; a generated one is refused")
	refuse(s.TokenSecret.IsSet() && len(s.TokenSecret.Reveal()) < tokenSecretMinProduction,
		fmt.Sprintf("GUERDON_TOKEN_SECRET needs at least %d characters", tokenSecretMinProduction))
	refuse(!s.SealingKey.IsSet(), "set GUERDON_SEALING_KEY; a generated one is refused")
	refuse(!c.URL(Core).IsSecure(), "core-url must be https: its cookies would travel in the clear")
	refuse(!c.URL(Loot).IsSecure(), "loot-url must be https: its cookies would travel in the clear")
	refuse(c.Listen.AllowLoopback, "allow-loopback is refused")
	return errors.Join(errs...)
}
