package migration

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	_ "github.com/jackc/pgx/v5/stdlib" // the database/sql driver that goose drives
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // likewise

	"guerdon/internal/platform/store"
)

//go:embed sql/*.sql
var files embed.FS

// SQLite migrates the file at path, making it where it is missing. Several
// processes may start at once. Nothing locks them out of each other's way:
// each file is one transaction, and whoever finds its work done already by
// another looks again for what is left, as long as something gets done.
func SQLite(ctx context.Context, path string) error {
	for last := int64(-1); ; {
		version, err := up(ctx, "sqlite", store.SQLiteDSN(path), goose.DialectSQLite3, "--sqlite:")
		if err == nil || version <= last {
			return err
		}
		last = version
	}
}

// Postgres migrates the database at url. Several processes may start at
// once: goose's table lock lets one of them work.
func Postgres(ctx context.Context, url string) error {
	_, err := up(ctx, "pgx", url, goose.DialectPostgres, "--postgres:")
	return err
}

// up returns the version that the database is at in the end.
func up(ctx context.Context, driver, dsn string, dialect goose.Dialect, live string) (int64, error) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return -1, err
	}
	defer func() { _ = db.Close() }()
	sources, err := fs.Sub(files, "sql")
	if err != nil {
		return -1, err
	}
	var options []goose.ProviderOption
	if dialect == goose.DialectPostgres {
		locker, err := postgresLock()
		if err != nil {
			return -1, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, db, forEngine{sources, []byte(live)}, options...)
	if err != nil {
		return -1, err
	}
	if _, err := provider.Up(ctx); err != nil {
		version, _ := provider.GetDBVersion(ctx)
		return version, fmt.Errorf("migrate: %w", err)
	}
	return provider.GetDBVersion(ctx)
}

// Fingerprint changes whenever a migration does.
func Fingerprint() (string, error) {
	h := sha256.New()
	names, err := fs.Glob(files, "sql/*.sql")
	if err != nil {
		return "", err
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return "", err
		}
		_, _ = fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}
