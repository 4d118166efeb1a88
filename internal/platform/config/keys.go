package config

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"guerdon/internal/platform/secret"
)

// Keys are the secrets in the form that their users take.
type Keys struct {
	TokenSecret Secret
	Sealing     secret.Master   // seals
	SealingOld  []secret.Master // only open
	Generated   []string        // what was made just now, for the start's report
}

// LoadKeys gives the configured keys, and makes and keeps in the data
// directory those that are not configured. In production mode it makes none.
func (c *Config) LoadKeys() (Keys, error) {
	if c.Production {
		if err := c.checkProduction(); err != nil {
			return Keys{}, err
		}
	}
	k := Keys{TokenSecret: c.Secrets.TokenSecret}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return Keys{}, fmt.Errorf("data directory: %w", err)
	}
	if !k.TokenSecret.IsSet() {
		m, err := k.generated(c.Data, "token.key")
		if err != nil {
			return Keys{}, err
		}
		k.TokenSecret = NewSecret(hex.EncodeToString(m.Derive("token-secret", 32)))
	}
	return k, k.loadSealing(c)
}

func (k *Keys) loadSealing(c *Config) (err error) {
	if c.Secrets.SealingKey.IsSet() {
		k.Sealing, err = secret.ParseMaster(c.Secrets.SealingKey.Reveal())
	} else {
		k.Sealing, err = k.generated(c.Data, "sealing.key")
	}
	for _, s := range c.Secrets.SealingKeysOld {
		old, e := secret.ParseMaster(s.Reveal())
		err = errors.Join(err, e)
		k.SealingOld = append(k.SealingOld, old)
	}
	return err
}

// generated is the key kept in the file, made where there is none.
func (k *Keys) generated(dir, name string) (secret.Master, error) {
	m, created, err := secret.LoadOrCreateMaster(filepath.Join(dir, name))
	if created {
		k.Generated = append(k.Generated, name)
	}
	return m, err
}
