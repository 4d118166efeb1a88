package store_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

func TestQuery(t *testing.T) {
	for name, open := range map[string]func(*testing.T, store.Options) env{"sqlite": sqlite, "postgres": postgres} {
		t.Run(name, func(t *testing.T) {
			e := open(t, store.Options{})
			t.Run("select", func(t *testing.T) { testSelect(t, e) })
			t.Run("each", func(t *testing.T) { testEach(t, e) })
			t.Run("read only", func(t *testing.T) { testReadOnly(t, e) })
			t.Run("view", func(t *testing.T) { testView(t, e) })
		})
	}
}

func testSelect(t *testing.T, e env) {
	want := kindRow{kindKey: kindKey{"t?", 1 << 40, 1 << 20, 7, true}, Note: "n", Data: []byte{1}}
	e.write(t, 0, func(tx *store.Tx) error {
		kinds.Add(tx, want)
		kinds.Add(tx, kindRow{kindKey: kindKey{Text: "u", Int: 2}})
		return nil
	})
	got, err := store.Select[kindRow](t.Context(), e, "SELECT note, data, text, int, int32, int16, bool FROM test_kind WHERE text = ? AND bool = ?", "t?", true)
	if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("got %+v, %v", got, err)
	}
	sums, err := store.Select[int64](t.Context(), e, "SELECT SUM(int) FROM test_kind WHERE int > ?", id.ID(0))
	if err != nil || len(sums) != 1 || sums[0] != 1<<40+2 {
		t.Errorf("sum %v, %v", sums, err)
	}
	texts, err := store.Select[string](t.Context(), e, "SELECT text FROM test_kind ORDER BY text")
	if err != nil || !reflect.DeepEqual(texts, []string{"t?", "u"}) {
		t.Errorf("texts %v, %v", texts, err)
	}
	if _, found, err := store.SelectOne[string](t.Context(), e, "SELECT text FROM test_kind WHERE int = 3"); found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
	type narrow struct {
		Text string `db:"text"`
	}
	if _, err := store.Select[narrow](t.Context(), e, "SELECT text, int FROM test_kind"); err == nil {
		t.Error("a column without a field was accepted")
	}
	if _, err := store.Select[int64](t.Context(), e, "SELECT int FROM no_such_table"); err == nil {
		t.Error("a bad statement was accepted")
	}
	args := []any{id.ID(1)}
	if _, err := e.Query(t.Context(), "SELECT nonsense", args...); err == nil || args[0] != id.ID(1) {
		t.Errorf("the caller's arguments became %T (%v)", args[0], err)
	}
}

func testEach(t *testing.T, e env) {
	n := fresh()
	e.write(t, n, func(tx *store.Tx) error {
		for i := range id.ID(500) {
			links.Add(tx, link{n, i})
		}
		return nil
	})
	seen := 0
	count := func(limit int) func(link) error {
		seen = 0
		return func(l link) error {
			if l.A != n || l.B != id.ID(seen) {
				t.Fatalf("row %d is %+v", seen, l)
			}
			if seen++; seen == limit {
				return errNo
			}
			return nil
		}
	}
	const all = "SELECT b, a FROM test_link WHERE a = ? ORDER BY b"
	if err := store.Each(t.Context(), e, count(-1), all, n); err != nil || seen != 500 {
		t.Errorf("saw %d rows, %v", seen, err)
	}
	if err := store.Each(t.Context(), e, count(7), all, n); !errors.Is(err, errNo) || seen != 7 {
		t.Errorf("saw %d rows, %v", seen, err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.Each(cancelled, e, count(-1), all, n); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// testReadOnly: what reads by SQL cannot write by it.
func testReadOnly(t *testing.T, e env) {
	n := fresh()
	for _, text := range []string{"INSERT INTO test_link (a, b) VALUES (?, 1)", "DELETE FROM test_link WHERE a <> ?"} {
		rows, err := e.Query(t.Context(), text, n)
		if err == nil {
			for rows.Next() {
				t.Error("a row")
			}
			err = rows.Err()
			rows.Close()
		}
		if err == nil {
			t.Errorf("%s was carried out", text)
		}
	}
}

// testView: a view does not see what is written after it began, and does not
// hold the writer up.
func testView(t *testing.T, e env) {
	n := fresh()
	e.write(t, n, deposit(n, 1))
	sum := func(q store.Querier) int64 {
		t.Helper()
		v, _, err := store.SelectOne[int64](t.Context(), q, "SELECT balance FROM test_account WHERE bucket = ? AND id = ?", n.Bucket(), n)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	err := e.View(t.Context(), func(v *store.View) error {
		if got := sum(v); got != 1 {
			t.Errorf("the view sees %d, want 1", got)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := e.Write(ctx, n.Bucket(), deposit(n, 10)); err != nil {
			t.Errorf("a write beside a view: %v", err)
		}
		if got := sum(v); got != 1 {
			t.Errorf("the view sees %d after a write, want 1", got)
		}
		return errNo
	})
	if !errors.Is(err, errNo) {
		t.Errorf("View returned %v", err)
	}
	if got := sum(e); got != 11 {
		t.Errorf("the store sees %d, want 11", got)
	}
}
