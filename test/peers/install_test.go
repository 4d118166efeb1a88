package peers_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"testing"
	"time"
)

const (
	lockFile = ".npm-ci.lock"
	lockAge  = 10 * time.Minute // after which whoever held the lock is gone
)

// install brings node_modules to what package-lock.json pins. Only one process
// at a time does it, because npm ci starts by deleting everything.
func install(ctx context.Context, t *testing.T) {
	t.Helper()
	if installed(t) {
		return
	}
	lock(ctx, t)
	defer func() { _ = os.Remove(lockFile) }()
	if installed(t) {
		return
	}
	run(t, exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--include=dev"))
	if !installed(t) {
		t.Fatal("npm ci did not install what package-lock.json pins")
	}
}

// lock waits until the lock file is ours.
func lock(ctx context.Context, t *testing.T) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		file, err := os.OpenFile(lockFile, os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			_ = file.Close()
			return
		}
		if !errors.Is(err, fs.ErrExist) {
			t.Fatal(err)
		}
		if info, err := os.Stat(lockFile); err == nil && time.Since(info.ModTime()) > lockAge {
			_ = os.Remove(lockFile)
		}
		select {
		case <-ctx.Done():
			t.Fatal("another process installs the SDKs for too long; remove test/peers/" + lockFile)
		case <-tick.C:
		}
	}
}

// pinned is a package in a lock file.
type pinned struct {
	Version   string `json:"version"`
	Integrity string `json:"integrity"`
}

// installed tells whether npm finished installing exactly what is pinned.
func installed(t *testing.T) bool {
	t.Helper()
	want := packages(t, "package-lock.json")
	delete(want, "") // the project itself
	return len(want) > 0 && maps.Equal(want, packages(t, "node_modules/.package-lock.json"))
}

func packages(t *testing.T, path string) map[string]pinned {
	t.Helper()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]pinned `json:"packages"`
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	return lock.Packages
}
