package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"guerdon/internal/platform/config"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
)

// openStore migrates the configured database and opens it.
func openStore(ctx context.Context, c *config.Config, opts store.Options) (*store.Store, error) {
	if err := migrate(ctx, c); err != nil {
		return nil, err
	}
	if c.Database.IsPostgres() {
		return store.OpenPostgres(ctx, c.Database.Reveal(), opts)
	}
	return store.OpenSQLite(ctx, databaseFile(c), opts)
}

func migrate(ctx context.Context, c *config.Config) error {
	if c.Database.IsPostgres() {
		return migration.Postgres(ctx, c.Database.Reveal())
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	return migration.SQLite(ctx, databaseFile(c))
}

// databaseFile is the embedded database.
func databaseFile(c *config.Config) string { return filepath.Join(c.Data, "guerdon.db") }
