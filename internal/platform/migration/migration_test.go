package migration_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

// column is one column as a catalog shows it.
type column struct {
	Table string `db:"t"`
	Name  string `db:"c"`
	Null  string `db:"n"`
}

const (
	sqliteColumns = `SELECT m.name AS t, c.name AS c, CASE WHEN c."notnull" = 1 THEN 'NO' ELSE 'YES' END AS n
		FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%'`
	postgresColumns = `SELECT CAST(table_name AS text) AS t, CAST(column_name AS text) AS c, CAST(is_nullable AS text) AS n
		FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'`
)

func columns(t *testing.T, s *store.Store, sql string) []column {
	t.Helper()
	list, err := store.Select[column](t.Context(), s, sql)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b column) int {
		if a.Table+"."+a.Name < b.Table+"."+b.Name {
			return -1
		}
		return 1
	})
	return list
}

func openSQLite(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.OpenSQLite(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func openPostgres(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.OpenPostgres(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// TestBothEnginesHaveOneSchema migrates both, twice, and compares.
func TestBothEnginesHaveOneSchema(t *testing.T) {
	path, url := filepath.Join(t.TempDir(), "test.db"), pgtest.URL(t)
	for range 2 {
		if err := errors.Join(migration.SQLite(t.Context(), path), migration.Postgres(t.Context(), url)); err != nil {
			t.Fatal(err)
		}
	}
	a, b := columns(t, openSQLite(t, path), sqliteColumns), columns(t, openPostgres(t, url), postgresColumns)
	if len(a) < 6 {
		t.Fatalf("only %d columns: %v", len(a), a)
	}
	for _, c := range a {
		if !slices.Contains(b, c) {
			t.Errorf("SQLite alone has %+v", c)
		}
		if c.Null != "NO" {
			t.Errorf("%s.%s may be NULL, which the store does not know", c.Table, c.Name)
		}
	}
	for _, c := range b {
		if !slices.Contains(a, c) {
			t.Errorf("PostgreSQL alone has %+v", c)
		}
	}
}

// TestStartingTogether: several processes migrate one new database at once.
func TestStartingTogether(t *testing.T) {
	path, url := filepath.Join(t.TempDir(), "test.db"), pgtest.URL(t)
	for name, up := range map[string]func(context.Context) error{
		"sqlite":   func(ctx context.Context) error { return migration.SQLite(ctx, path) },
		"postgres": func(ctx context.Context) error { return migration.Postgres(ctx, url) },
	} {
		t.Run(name, func(t *testing.T) {
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					if err := up(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		})
	}
}

func TestNoDatabase(t *testing.T) {
	if err := migration.SQLite(t.Context(), filepath.Join(t.TempDir(), "no", "such", "folder.db")); err == nil {
		t.Error("a file in no folder was migrated")
	}
	if err := migration.Postgres(t.Context(), "postgres://nobody@127.0.0.1:1/none"); err == nil {
		t.Error("a server that is not there was migrated")
	}
}
