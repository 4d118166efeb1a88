package main

import (
	"context"
	"fmt"

	"guerdon/internal/base/actor"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/store"
)

type apikeyCmd struct {
	Name  string         `help:"What the key is for." required:""`
	Scope []apikey.Scope `help:"read, write or events; may be repeated." default:"read,write,events"`
}

// Run issues a key and prints it: it cannot be shown again.
func (k apikeyCmd) Run(ctx context.Context, c *config.Config, o output) error {
	s, err := openStore(ctx, c, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	secret, err := store.Do(ctx, s, 0, func(tx *store.Tx) (string, error) {
		secret, key, err := apikey.Issue(tx, k.Name, k.Scope)
		if err != nil {
			return "", err
		}
		return secret, audit.Note(tx, audit.NoteCmd{Actor: actor.OfSystem, Action: "apikey.issue", Object: fmt.Sprintf("api_key:%d", key.ID), Later: key.Name + ": " + key.Scopes})
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.out, secret)
	return err
}
