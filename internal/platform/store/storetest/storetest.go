// Package storetest opens stores for tests: each of the engines, empty and
// migrated, closed when the test ends.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

// migrated is an empty migrated file, made once a process.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "guerdon-schema-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "empty.db")
	if err := migration.SQLite(context.Background(), path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Memory opens a memory store.
func Memory(t testing.TB, opts store.Options) *store.Store {
	t.Helper()
	s := store.OpenMemory(opts)
	t.Cleanup(s.Close)
	return s
}

// SQLite opens a migrated file of the test's own.
func SQLite(t testing.TB, opts store.Options) *store.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "guerdon.db")
	empty, err := migrated()
	if err == nil {
		err = os.WriteFile(path, empty, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenSQLite(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Postgres opens a migrated database of the test's own.
func Postgres(t testing.TB, opts store.Options) *store.Store {
	t.Helper()
	fingerprint, err := migration.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	url := pgtest.URLFrom(t, pgtest.Template{Name: "guerdon_schema_" + fingerprint, Prepare: migration.Postgres})
	s, err := store.OpenPostgres(t.Context(), url, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// SQL runs the test on both SQL engines.
func SQL(t *testing.T, opts store.Options, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t, opts)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t, opts)) })
}

// Every runs the test on all three engines.
func Every(t *testing.T, opts store.Options, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) { test(t, Memory(t, opts)) })
	SQL(t, opts, test)
}
