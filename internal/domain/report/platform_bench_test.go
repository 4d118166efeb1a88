package report_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/report"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

func amountOf(n int64) amount.Amount { return amount.Amount(n) }

// A million payments over two years by 200,000 of a million members, with the
// sums that writing them keeps, and 100,000 running memberships. The rows of
// revenue_payer_day are as many as there can be: a member of every shard paid
// on every day after every day of the 90 before.
var platformFill = []string{
	`INSERT INTO member (bucket, id, status, username, email, wallet, referrer, domain, created_at, active_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		SELECT i % 1024, i, 'active', '', '', '', 0, 0, 1704067200000000 + CAST(i AS bigint) * 63072000, 0 FROM n`,
	`INSERT INTO revenue_entry (bucket, order_id, side, member, kind, amount, credits, ordinal, sandbox, at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		SELECT (i % 200000) % 1024, 'R' || i, 'paid', i % 200000, 'recharge', 1000, 100, 1 + i / 200000, false, 1704067200000000 + CAST(i AS bigint) * 63072000 FROM n`,
	`INSERT INTO membership (bucket, member, plan, starts_at, ends_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
		SELECT i % 1024, i, 'monthly', 1704067200000000, 1767225600000000 + CAST(i AS bigint) FROM n`,
}

// fillSums writes the rows by day.
func fillSums(db *sql.DB, rows func(day, prev int32, shard int) bool) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	number := func(n int) int32 {
		d := first.AddDate(0, 0, n)
		return int32(d.Year()*10000 + int(d.Month())*100 + d.Day())
	}
	for n := range 730 {
		for shard := 0; shard < 1024; shard += 128 {
			if _, err := tx.Exec(fmt.Sprintf("INSERT INTO revenue_day VALUES (%d, %d, 'recharge', 171000, 0, 17100, 0, 171, 0), (%d, %d, 'membership', 99000, 0, 0, 0, 100, 0)", shard, number(n), shard, number(n))); err != nil {
				return err
			}
			text := "INSERT INTO revenue_payer_day VALUES "
			for prev := max(-1, n-90); prev < n; prev++ {
				before := int32(0)
				if prev >= 0 {
					before = number(prev)
				}
				if rows(number(n), before, shard) {
					text += fmt.Sprintf("(%d, %d, %d, 2),", shard, number(n), before)
				}
			}
			if _, err := tx.Exec(text[:len(text)-1]); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

func fillPlatform(b *testing.B, driver, dsn string) {
	b.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, statement := range platformFill {
		if _, err := db.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	if err := fillSums(db, func(int32, int32, int) bool { return true }); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPlatform measures the statistics of a month and of two years. The
// aim is 100 ms.
func BenchmarkPlatform(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "guerdon.db")
		if err := migration.SQLite(b.Context(), path); err != nil {
			b.Fatal(err)
		}
		fillPlatform(b, "sqlite", store.SQLiteDSN(path))
		s, err := store.OpenSQLite(b.Context(), path, store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(s.Close)
		measurePlatform(b, s)
	})
	b.Run("postgres", func(b *testing.B) {
		url := pgtest.URL(b)
		if err := migration.Postgres(b.Context(), url); err != nil {
			b.Fatal(err)
		}
		fillPlatform(b, "pgx", url)
		s, err := store.OpenPostgres(b.Context(), url, store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(s.Close)
		measurePlatform(b, s)
	})
}

func measurePlatform(b *testing.B, s *store.Store) {
	now := instant.Of(time.Date(2025, 12, 31, 12, 0, 0, 0, time.UTC))
	if err := report.RollMembers(b.Context(), s, now); err != nil {
		b.Fatal(err)
	}
	for name, from := range map[string]instant.Day{"month": "2025-12-01", "two-years": "2024-01-01"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p, err := report.LoadPlatform(b.Context(), s, report.PlatformCmd{From: from, To: "2025-12-31", Now: now})
				if err != nil || p.TotalUsers != 1_000_000 || p.Revenue == 0 || p.Payers == 0 || p.ActiveMembers == 0 {
					b.Fatalf("%+v %v", p, err)
				}
			}
		})
	}
}
