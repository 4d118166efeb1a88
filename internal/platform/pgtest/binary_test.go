package pgtest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func install(t *testing.T, dir string, names ...string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBinaries(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	install(t, filepath.Join(root, "pg/9/bin"), "initdb", "postgres")
	install(t, filepath.Join(root, "pg/16/bin"), "initdb", "postgres")
	install(t, filepath.Join(root, "pg/17/bin"), "psql") // a client alone
	install(t, filepath.Join(root, "path"), "initdb", "postgres")
	install(t, filepath.Join(root, "half"), "initdb")

	usual := []string{filepath.Join(root, "pg/*/bin")}
	for _, c := range []struct {
		name, path, want string
		homes            []string
	}{
		{"the newest complete one", "half", "pg/16/bin", usual},
		{"usual places go before the PATH", "path", "pg/16/bin", usual},
		{"the PATH", "path", "path", nil},
		{"half an installation", "half", "", nil},
		{"nothing", "none", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("PATH", filepath.Join(root, c.path))
			got, err := binaries(c.homes)
			if c.want == "" {
				if !errors.Is(err, ErrNotInstalled) {
					t.Fatalf("got %q, %v; want ErrNotInstalled", got, err)
				}
				return
			}
			if want := filepath.Join(root, c.want); err != nil || got != want {
				t.Fatalf("got %q, %v; want %q", got, err, want)
			}
		})
	}
}
