package report_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

// A million members: every one has an account, a tenth earned today, a third
// this week.
const (
	benchMembers = 1_000_000
	fillMembers  = `INSERT INTO member (bucket, id, status, username, email, wallet, referrer, domain, created_at, active_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		SELECT i % 1024, i, 'active', '', '', 'wallet' || (10000000000 + i), 0, 0, 0, 0 FROM n`
	fillAccounts = `INSERT INTO account (bucket, owner, asset, purpose, posted, held, seq, mark, earned, spent, day, day_earned, week, week_earned, month, month_earned, opened_at, changed_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		SELECT i % 1024, i, 'POINT', 'main', ((i % 250007) * 7919) % 1000003, 0, 1, CAST('0123456789abcdef' AS bytea), 0, 0,
		CASE WHEN i % 10 = 0 THEN 20250116 ELSE 20250101 END, ((i % 9973) * 104729) % 5003,
		CASE WHEN i % 3 = 0 THEN 20250113 ELSE 20241230 END, ((i % 127) * 15485863) % 20011, 202501, 0, 0, i FROM n`
)
var _ = time.Now

func fill(b *testing.B, driver, dsn string, replace func(string) string) {
	b.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{fillMembers, fillAccounts} {
		if _, err := db.ExecContext(b.Context(), replace(statement)); err != nil {
			b.Fatal(err)
		}
	}
}

var forms = map[string]string{
	"join": `SELECT a.owner, a.posted, m.wallet FROM account a JOIN member m ON m.bucket = a.bucket AND m.id = a.owner WHERE a.asset = 'POINT' AND a.purpose = 'main' AND m.wallet <> '' ORDER BY a.posted DESC, a.changed_at, a.owner LIMIT 100`,
	"top": `SELECT a.owner, a.posted, a.changed_at FROM account a WHERE a.asset = 'POINT' AND a.purpose = 'main' ORDER BY a.posted DESC, a.changed_at, a.owner LIMIT 100`,
	"day": `SELECT a.owner, a.posted, a.changed_at FROM account a WHERE a.asset = 'POINT' AND a.purpose = 'main' ORDER BY CASE WHEN day = 20250116 THEN day_earned ELSE 0 END DESC, a.changed_at, a.owner LIMIT 100`,
	"all": `SELECT owner, posted, day, day_earned, week, week_earned, changed_at FROM account WHERE asset = 'POINT' AND purpose = 'main'`,
	"thresh": `SELECT a.owner, a.posted, a.changed_at FROM account a WHERE a.asset = 'POINT' AND a.purpose = 'main' AND (posted > 999000 or day_earned > 5000 or week_earned > 20000)`,
}

func run(b *testing.B, s *store.Store) {
	for name, text := range forms {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rows, err := s.Query(context.Background(), text)
				if err != nil { b.Fatal(err) }
				n := 0
				var v [7]any
				cols, _ := rows.Columns()
				for rows.Next() {
					n++
					if name == "all" {
					var x [7]int64
					rows.Scan(&x[0], &x[1], &x[2], &x[3], &x[4], &x[5], &x[6])
					}
				}
				_, _ = v, cols
				rows.Close()
				if n < 100 { b.Fatal(n) }
			}
		})
	}
}

func BenchmarkFormsSQLite(b *testing.B) {
	path := filepath.Join(b.TempDir(), "guerdon.db")
	if err := migration.SQLite(b.Context(), path); err != nil {
		b.Fatal(err)
	}
	fill(b, "sqlite", store.SQLiteDSN(path), func(s string) string { return s })
	s, err := store.OpenSQLite(b.Context(), path, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	run(b, s)
}

func BenchmarkFormsPostgres(b *testing.B) {
	url := pgtest.URL(b)
	if err := migration.Postgres(b.Context(), url); err != nil {
		b.Fatal(err)
	}
	fill(b, "pgx", url, func(s string) string { return s })
	s, err := store.OpenPostgres(b.Context(), url, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	run(b, s)
}
