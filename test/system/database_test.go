package system

import (
	"cmp"
	"database/sql"
	"path/filepath"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// database opens the server's database beside it.
func (s *server) database() *sql.DB {
	s.t.Helper()
	driver := "pgx"
	if s.db == "" {
		driver = "sqlite"
	}
	db, err := sql.Open(driver, cmp.Or(s.db, "file:"+filepath.Join(s.data, "guerdon.db")+"?_pragma=busy_timeout(10000)"))
	if err != nil {
		s.t.Fatal(err)
	}
	return db
}

// count is the only number that a query finds.
func (s *server) count(query string) (n int) {
	s.t.Helper()
	db := s.database()
	defer db.Close()
	if err := db.QueryRowContext(s.t.Context(), query).Scan(&n); err != nil {
		s.t.Fatal(query, err)
	}
	return n
}

// away is longer than anybody who died is believed to be at work, and than
// what they may have sent can be on its way.
const away = 10 * time.Minute

// stayAway makes a server that was killed believe, when it starts, that it was
// away for so long: what it was at work on is free.
func (s *server) stayAway() {
	s.t.Helper()
	db := s.database()
	defer db.Close()
	for _, statement := range []string{
		"UPDATE job SET lease_until = lease_until - $1 WHERE state = 'leased'",
		"UPDATE job SET run_at = run_at - $1 WHERE state = 'ready'",
		"UPDATE lease SET lease_until = lease_until - $1 WHERE owner <> ''",
		"UPDATE publication_result SET look_at = look_at - $1 WHERE look_at > 0",
		"UPDATE generation SET submitted_at = submitted_at - $1 WHERE state = 'processing' AND submitted_at > 0",
	} {
		if _, err := db.ExecContext(s.t.Context(), statement, away.Microseconds()); err != nil {
			s.t.Fatal(statement, err)
		}
	}
}
