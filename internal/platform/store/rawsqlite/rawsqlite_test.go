package rawsqlite_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guerdon/internal/platform/store/rawsqlite"
)

func open(t *testing.T, path string) *rawsqlite.DB {
	t.Helper()
	db, err := rawsqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func file(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "odd name?%20.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestValues(t *testing.T) {
	db := open(t, file(t))
	must(t, db.Exec("CREATE TABLE v (i bigint NOT NULL, t text NOT NULL, b bytea NOT NULL)"))
	insert, err := db.Prepare("INSERT INTO v (i, t, b) VALUES (?, ?, ?)")
	must(t, err)
	values := []struct {
		i int64
		t string
		b []byte
	}{
		{0, "", nil},
		{-1 << 63, "積分 '?'", []byte{0, 1, 0}},
		{1<<63 - 1, strings.Repeat("x", 100_000), bytes.Repeat([]byte{7}, 100_000)},
	}
	for _, v := range values {
		must(t, insert.BindInt(1, v.i), insert.BindText(2, v.t), insert.BindBytes(3, v.b), insert.Run())
	}
	read, err := db.Prepare("SELECT i, t, b FROM v ORDER BY rowid")
	must(t, err)
	for range 2 {
		for _, v := range values {
			row, err := read.Step()
			must(t, err)
			if !row || read.Int(0) != v.i || read.Text(1) != v.t || !bytes.Equal(read.Bytes(2), v.b) {
				t.Errorf("got %v %d %.20q %.20v, want %d %.20q %.20v", row, read.Int(0), read.Text(1), read.Bytes(2), v.i, v.t, v.b)
			}
		}
		row, err := read.Step()
		must(t, err)
		if row {
			t.Error("one row too many")
		}
		read.Reset()
	}
}

func TestErrors(t *testing.T) {
	path := file(t)
	db, other := open(t, path), open(t, path)
	must(t, db.Exec("PRAGMA journal_mode = WAL"), db.Exec("CREATE TABLE v (i bigint PRIMARY KEY)"))
	insert, err := db.Prepare("INSERT INTO v (i) VALUES (?)")
	must(t, err)
	must(t, insert.BindInt(1, 1), insert.Run())
	for _, c := range []struct {
		name string
		err  error
		code int
	}{
		{"unique", insert.Run(), 1555},
		{"syntax", db.Exec("SELEKT"), 1},
		{"range", insert.BindInt(2, 1), 25},
	} {
		var e *rawsqlite.Error
		if !errors.As(c.err, &e) || e.Code != c.code || e.Message == "" {
			t.Errorf("%s: %v, want code %d", c.name, c.err, c.code)
		}
	}
	must(t, insert.BindInt(1, 2), insert.Run()) // it goes on after an error
	must(t, db.Exec("BEGIN IMMEDIATE"))
	other.BusyTimeout(1)
	var e *rawsqlite.Error
	if err := other.Exec("BEGIN IMMEDIATE"); !errors.As(err, &e) || e.Code&0xff != 5 {
		t.Errorf("a second writer: %v, want busy", err)
	}
	must(t, db.Exec("ROLLBACK"), other.Exec("BEGIN IMMEDIATE"), other.Exec("COMMIT"))
	if _, err := rawsqlite.Open(filepath.Join(t.TempDir(), "none.db")); err == nil {
		t.Error("a file that is not there was opened")
	}
}

// TestCloseRollsBack: what was not committed when the connection closed is
// not there.
func TestCloseRollsBack(t *testing.T) {
	path := file(t)
	db, err := rawsqlite.Open(path)
	must(t, err)
	must(t, db.Exec("CREATE TABLE v (i bigint)"), db.Exec("BEGIN IMMEDIATE"), db.Exec("INSERT INTO v VALUES (1)"))
	if _, err := db.Prepare("SELECT i FROM v"); err != nil {
		t.Fatal(err)
	}
	must(t, db.Close())
	read, err := open(t, path).Prepare("SELECT i FROM v")
	must(t, err)
	if row, err := read.Step(); row || err != nil {
		t.Errorf("row %v, %v", row, err)
	}
}
