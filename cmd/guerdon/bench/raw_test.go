package bench

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"guerdon/internal/platform/pgtest"
)

// spendTwice writes two batches and checks that the second finds the first.
func spendTwice(t *testing.T, s scratch, ask func(query string) int64) {
	t.Helper()
	w, err := s.writer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	owners := newShuffle(rawBatch, 1).next(rawBatch)
	for i := range 2 {
		if err := w.spend(t.Context(), owners, int64(1+i*rawBatch)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int64{
		"SELECT count(*) FROM transfer":                                    2 * rawBatch,
		"SELECT count(DISTINCT id) FROM transfer":                          2 * rawBatch,
		"SELECT count(*) FROM account WHERE posted = 999999998":            rawBatch,
		"SELECT count(*) FROM transfer WHERE seq = 2 AND balance % 10 = 8": rawBatch,
	} {
		if got := ask(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}

// The bare drivers write the program's own tables: a column that is added
// there must be added here.
func TestRawSQLite(t *testing.T) {
	s, err := newSQLiteScratch(t.Context(), rawBatch)
	if err != nil {
		t.Fatal(err)
	}
	spendTwice(t, s, func(query string) (n int64) {
		if err := s.db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	})
	if err := s.drop(); err != nil {
		t.Error(err)
	}
}

func TestRawPostgres(t *testing.T) {
	s := &postgresScratch{&pgtest.Database{URL: pgtest.URL(t)}}
	if err := s.prepare(t.Context(), rawBatch); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), s.db.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	spendTwice(t, s, func(query string) (n int64) {
		if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	})
}

func TestShuffleGivesEveryoneBeforeAnyoneTwice(t *testing.T) {
	s := newShuffle(2*rawBatch, 1)
	for range 3 {
		a, b := s.next(rawBatch), s.next(rawBatch)
		if !slices.IsSorted(a) || !slices.IsSorted(b) {
			t.Fatal("not sorted")
		}
		all := slices.Concat(a, b)
		slices.Sort(all)
		if len(slices.Compact(all)) != 2*rawBatch {
			t.Fatal("somebody came twice")
		}
	}
}
