package main

import (
	"context"
	"fmt"

	"guerdon/internal/platform/config"
)

type migrateCmd struct{}

// Run migrates and says so. serve does the same at its start.
func (migrateCmd) Run(ctx context.Context, c *config.Config, o output) error {
	if err := migrate(ctx, c); err != nil {
		return err
	}
	_, err := fmt.Fprintln(o.out, "The database has the schema of this version.")
	return err
}
