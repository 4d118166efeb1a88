package report_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/report"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

// A million members, every one with an account; a tenth earned today, a third
// this week.
const (
	fillMembers = `INSERT INTO member (bucket, id, status, username, email, wallet, referrer, domain, created_at, active_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		SELECT i % 1024, i, 'active', '', '', 'wallet' || (10000000000 + i), 0, 0, 0, 0 FROM n`
	fillAccounts = `INSERT INTO account (bucket, owner, asset, purpose, posted, held, seq, mark, earned, spent, day, day_earned, week, week_earned, month, month_earned, opened_at, changed_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		SELECT i % 1024, i, 'POINT', 'main', ((i % 250007) * 7919) % 1000003, 0, 1, CAST('0123456789abcdef' AS bytea), 0, 0,
		CASE WHEN i % 10 = 0 THEN 20250116 ELSE 20250101 END, ((i % 9973) * 104729) % 5003,
		CASE WHEN i % 3 = 0 THEN 20250113 ELSE 20241230 END, ((i % 127) * 15485863) % 20011, 202501, 0, 0, i FROM n`
)

func fill(b *testing.B, driver, dsn string) {
	b.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{fillMembers, fillAccounts} {
		if _, err := db.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLeaderboard measures, with a million members, one computation of
// all three orders, and a request that a board answers.
func BenchmarkLeaderboard(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "guerdon.db")
		if err := migration.SQLite(b.Context(), path); err != nil {
			b.Fatal(err)
		}
		fill(b, "sqlite", store.SQLiteDSN(path))
		s, err := store.OpenSQLite(b.Context(), path, store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(s.Close)
		measure(b, s)
	})
	b.Run("postgres", func(b *testing.B) {
		url := pgtest.URL(b)
		if err := migration.Postgres(b.Context(), url); err != nil {
			b.Fatal(err)
		}
		fill(b, "pgx", url)
		s, err := store.OpenPostgres(b.Context(), url, store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(s.Close)
		measure(b, s)
	})
}

func measure(b *testing.B, s *store.Store) {
	now := func() instant.Instant { return instant.Of(time.Date(2025, 1, 16, 10, 30, 0, 0, zone)) }
	l := ledger.New(zone)
	top := func(b *testing.B, board *report.Leaderboard) {
		list, err := board.Top(b.Context(), report.Daily, report.LeadersMax)
		if err != nil || len(list) != report.LeadersMax {
			b.Fatal(len(list), err)
		}
	}
	b.Run("computed", func(b *testing.B) {
		for b.Loop() {
			top(b, report.NewLeaderboard(s, l, now))
		}
	})
	b.Run("answered", func(b *testing.B) {
		board := report.NewLeaderboard(s, l, now)
		top(b, board)
		for b.Loop() {
			top(b, board)
		}
	})
}
