package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"guerdon/internal/platform/pgtest"
)

// asCommand makes this test binary a command that needs the server.
const asCommand = "WITHPG_AS_COMMAND"

func TestMain(m *testing.M) {
	note := os.Getenv(asCommand)
	if note == "" {
		os.Exit(m.Run())
	}
	ctx, url := context.Background(), os.Getenv(pgtest.Variable)
	db, err := pgtest.Create(ctx, url)
	if err == nil {
		err = db.Drop(ctx)
	}
	if err == nil {
		err = os.WriteFile(note, []byte(url), 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(7)
}

func TestRunServesTheCommandAndStops(t *testing.T) {
	note := filepath.Join(t.TempDir(), "url")
	t.Setenv(asCommand, note)
	t.Setenv(pgtest.Variable, "")
	code, err := run(t.Context(), []string{os.Args[0]})
	if code != 7 || err != nil {
		t.Fatalf("exit code %d, %v; want the command's 7", code, err)
	}
	url, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pgtest.Create(t.Context(), string(url)); err == nil {
		t.Error("the server still runs after its command ended")
	}
}

func TestRunUsesTheServerThatIsThere(t *testing.T) {
	note := filepath.Join(t.TempDir(), "url")
	server := pgtest.Start(t, pgtest.Options{})
	t.Setenv(asCommand, note)
	t.Setenv(pgtest.Variable, server.URL())
	if code, err := run(t.Context(), []string{os.Args[0]}); code != 7 || err != nil {
		t.Fatalf("exit code %d, %v; want the command's 7", code, err)
	}
	if url, err := os.ReadFile(note); err != nil || string(url) != server.URL() {
		t.Errorf("the command saw %q, %v; want %q", url, err, server.URL())
	}
}

func TestRunReportsHowTheCommandEnded(t *testing.T) {
	t.Setenv(pgtest.Variable, "postgres:///unused")
	for _, c := range []struct {
		args  []string
		code  int
		fails bool
	}{
		{nil, 2, true},
		{[]string{"sh", "-c", "exit 0"}, 0, false},
		{[]string{"sh", "-c", "exit 3"}, 3, false},
		{[]string{"sh", "-c", "kill -TERM $$"}, 143, false},
		{[]string{filepath.Join(t.TempDir(), "missing")}, 1, true},
	} {
		code, err := run(t.Context(), c.args)
		if code != c.code || (err != nil) != c.fails {
			t.Errorf("%q: exit code %d, %v; want %d", c.args, code, err, c.code)
		}
	}
}
