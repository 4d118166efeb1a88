package study_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the driver that the tampering uses

	"guerdon/internal/domain/study"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Whoever changes a row behind the program's back is found out.
func TestCheckFindsWhatWasAltered(t *testing.T) {
	for what, tampering := range map[string]string{
		"a day's minutes":             "UPDATE study_day SET minutes = 31",
		"a day's sessions":            "UPDATE study_day SET sessions = sessions + 1",
		"a day's spans":               "UPDATE study_day SET spans = x'00'",
		"a missing day":               "DELETE FROM study_day",
		"a member's days of study":    "UPDATE study_member SET studied = x'0000000001'",
		"a member's early reversals":  "UPDATE study_member SET early = early + 1",
		"a missing member":            "DELETE FROM study_member",
		"a session's minutes":         "UPDATE study_session SET minutes = 1 WHERE event = 'a'",
		"a session's day":             "UPDATE study_session SET day = day + 1 WHERE event = 'a'",
		"a session that came back":    "UPDATE study_session SET reversed_at = 0 WHERE event = 'gone'",
		"a session that never came":   "UPDATE study_session SET recorded_at = 1 WHERE event = 'early'",
		"a result without session":    "DELETE FROM study_session WHERE event = 'a'",
		"a session without result":    "DELETE FROM study_result",
		"a result's rating":           "UPDATE study_result SET rating = 'poor'",
		"a project's completions":     "UPDATE study_progress SET completed = completed + 1",
		"a project's first result":    "UPDATE study_progress SET first_at = first_at + 1",
		"a project's first session":   "UPDATE study_progress SET first_event = 'b'",
		"a project's rating":          "UPDATE study_progress SET rating = 'poor'",
		"a missing project":           "DELETE FROM study_progress",
		"awards that cannot be read":  "UPDATE study_day SET awards = x'ff' WHERE sessions > 0",
		"awards that are gone":        "UPDATE transfer SET id = id + 1024",
		"a transfer's amount":         "UPDATE transfer SET amount = amount + 1",
		"a transfer's owner":          "UPDATE transfer SET owner = owner + 1024",
		"a reversal that is gone":     "DELETE FROM transfer WHERE reverses > 0",
		"an achievement's amount":     "UPDATE study_unlock SET amount = amount + 1",
		"an achievement's transfer":   "UPDATE study_unlock SET transfer = 12345",
		"a version that was edited":   "UPDATE study_rule_version SET award = award + 1",
		"a version that is gone":      "DELETE FROM study_rule_version",
		"a domain's members":          "UPDATE study_domain_day SET members = members + 1",
		"a domain's minutes":          "UPDATE study_domain_day SET minutes = minutes - 1",
		"a domain's completions":      "UPDATE study_domain_day SET completed = completed + 1",
		"a domain's points":           "UPDATE study_domain_day SET points = points + 1",
		"a domain's missing day":      "DELETE FROM study_domain_day",
		"an award of another project": "UPDATE study_progress SET awards = (SELECT max(awards) FROM study_day)",
	} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "guerdon.db")
			if err := migration.SQLite(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			s, err := store.OpenSQLite(t.Context(), path, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			b := everything(t, s)
			b.record(b.finish("a", "2025-09-03 10:00:00", 45, study.Good))
			b.record(b.session("gone", "2025-09-07 10:00:00", 45))
			b.reverse("r", "gone")
			b.reverse("r2", "early")
			b.write(func(tx *store.Tx) error {
				_, err := b.study.Unlock(tx, study.UnlockCmd{Event: "u", Member: b.member, Achievement: "first", Name: "First", Points: 7})
				return err
			})
			b.verify()
			tamper(t, path, tampering)
			found, err := verify.All(t.Context(), s, nil, b.study.Check())
			if err != nil || found.Count == 0 {
				t.Fatal("nothing was found", err)
			}
		})
	}
}

func tamper(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	done, err := db.ExecContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s: %d rows, %v", strings.Fields(statement)[0], n, err)
	}
}

func TestADayHasNoMoreMinutesThanADay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guerdon.db")
	if err := migration.SQLite(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenSQLite(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	b := everything(t, s)
	b.record(b.session("a", "2025-09-03 10:00:00", 10_080))
	if n, _, err := store.SelectOne[int64](t.Context(), s, "SELECT minutes FROM study_day"); n != 1440 || err != nil {
		t.Fatal(n, err)
	}
}
