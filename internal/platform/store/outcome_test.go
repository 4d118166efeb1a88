package store

import (
	"errors"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"guerdon/internal/platform/store/rawsqlite"
)

func refusal(code string) error {
	return &pgconn.PgError{Severity: "FEHLER", SeverityUnlocalized: "ERROR", Code: code}
}

func fatal(code string) error {
	return &pgconn.PgError{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: code}
}

// TestCommitOutcome: after a COMMIT was sent, only a refusal is certain.
func TestCommitOutcome(t *testing.T) {
	for name, c := range map[string]struct{ err, want error }{
		"unique":               {refusal("23505"), errUnique},
		"serialization":        {refusal("40001"), errConflict},
		"deadlock":             {refusal("40P01"), errConflict},
		"lock timeout":         {refusal("55P03"), errLocked},
		"standby":              {refusal("25006"), errTransient},
		"out of memory":        {refusal("53200"), errTransient},
		"completion unknown":   {refusal("40003"), errUnknown},
		"internal error":       {refusal("XX000"), errUnknown},
		"corrupted":            {refusal("XX001"), errUnknown},
		"connection exception": {refusal("08006"), errUnknown},
		"shutdown":             {refusal("57P01"), errUnknown},
		"fatal shutdown":       {fatal("57P01"), errUnknown},
		"fatal anything":       {fatal("23505"), errUnknown},
		"end of file":          {io.ErrUnexpectedEOF, errUnknown},
	} {
		if got := commitOutcome(c.err); !errors.Is(got, c.want) || !errors.Is(got, c.err) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if got := commitOutcome(refusal("23514")); errors.Is(got, errUnknown) || errors.Is(got, errTransient) || errors.Is(got, errUnique) {
		t.Errorf("a check constraint: %v, want it as it is", got)
	}
}

// TestPostgresOutcome: before a COMMIT was sent, nothing has happened.
func TestPostgresOutcome(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		broken bool
		want   error
	}{
		"unique":            {refusal("23505"), false, errUnique},
		"deadlock":          {refusal("40P01"), false, errConflict},
		"lock timeout":      {refusal("55P03"), false, errConflict},
		"too many sessions": {fatal("53300"), true, errTransient},
		"starting up":       {fatal("57P03"), true, errTransient},
		"idle too long":     {fatal("25P03"), true, errTransient},
		"cut":               {io.ErrUnexpectedEOF, true, errTransient},
	} {
		if got := postgresOutcome(c.err, c.broken); !errors.Is(got, c.want) || errors.Is(got, errUnknown) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for name, err := range map[string]error{"no such table": refusal("42P01"), "a scan": errors.New("cannot scan")} {
		if got := postgresOutcome(err, false); !errors.Is(got, err) || errors.Is(got, errTransient) {
			t.Errorf("%s: %v, want it as it is", name, got)
		}
	}
}

// TestDoubtful: the server's word that it stopped waiting for its standby.
func TestDoubtful(t *testing.T) {
	for _, c := range []struct {
		severity, code string
		want           bool
	}{
		{"WARNING", "01000", true},  // canceling wait … due to user request
		{"WARNING", "57P01", true},  // … and terminating connection
		{"WARNING", "25P01", false}, // there is no transaction in progress
		{"NOTICE", "01000", false},
		{"NOTICE", "00000", false},
	} {
		n := &pgconn.Notice{Severity: "WARNUNG", SeverityUnlocalized: c.severity, Code: c.code}
		if got := doubtful(n); got != c.want {
			t.Errorf("%s %s: %v, want %v", c.severity, c.code, got, c.want)
		}
	}
}

func TestSQLiteOutcome(t *testing.T) {
	for name, c := range map[string]struct {
		code int
		want error
	}{
		"unique":      {2067, errUnique},
		"primary key": {1555, errUnique},
		"busy":        {5, errTransient},
		"snapshot":    {517, errTransient},
		"full":        {13, errTransient},
		"fsync":       {1034, errTransient},
	} {
		err := &rawsqlite.Error{Code: c.code}
		if got := sqliteOutcome(err); !errors.Is(got, c.want) || !errors.Is(got, err) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	check := &rawsqlite.Error{Code: 275}
	if got := sqliteOutcome(check); !errors.Is(got, check) || errors.Is(got, errUnique) || errors.Is(got, errTransient) {
		t.Errorf("a check constraint: %v, want it as it is", got)
	}
}
