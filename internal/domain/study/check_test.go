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
		"a day's minutes":           "UPDATE study_day SET minutes = 31",
		"a day's run":               "UPDATE study_day SET run = 9",
		"a day's spans":             "UPDATE study_day SET spans = x'00'",
		"a missing day":             "DELETE FROM study_day",
		"a session's minutes":       "UPDATE study_session SET minutes = 1 WHERE event = 'a'",
		"a session's day":           "UPDATE study_session SET day = day + 1 WHERE event = 'a'",
		"a session that came back":  "UPDATE study_session SET state = 'counted' WHERE event = 'gone'",
		"a result without session":  "DELETE FROM study_session WHERE event = 'a'",
		"a session without result":  "DELETE FROM study_result",
		"a result's rating":         "UPDATE study_result SET rating = 'poor'",
		"an award's amount":         "UPDATE study_award SET amount = amount + 1 WHERE state = 'granted'",
		"an award's transfer":       "UPDATE study_award SET transfer = 12345 WHERE state = 'granted'",
		"an award that came back":   "UPDATE study_award SET state = 'granted' WHERE state = 'reversed'",
		"an award that was undone":  "UPDATE study_award SET state = 'reversed' WHERE trigger_on = 'study_rating'",
		"a version that was edited": "UPDATE study_rule_version SET award = award + 1",
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
