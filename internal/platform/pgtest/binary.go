package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// ErrNotInstalled says that this machine has no PostgreSQL server.
var ErrNotInstalled = errors.New("pgtest: PostgreSQL server binaries not found; install them with: apt-get install --yes postgresql")

// homes are where packages keep the server binaries off the PATH.
var homes = []string{
	"/usr/lib/postgresql/*/bin",    // Debian, Ubuntu
	"/usr/pgsql-*/bin",             // Fedora, Red Hat
	"/usr/local/opt/postgres*/bin", // Homebrew on Intel
	"/opt/homebrew/opt/postgres*/bin",
}

// Binaries finds the directory of initdb and postgres: the newest version
// in the usual places, or else the one on the PATH.
func Binaries() (string, error) { return binaries(homes) }

func binaries(patterns []string) (string, error) {
	var found []string
	for _, pattern := range patterns {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		found = append(found, slices.DeleteFunc(dirs, func(dir string) bool { return !complete(dir) })...)
	}
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }), nil
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrNotInstalled
	}
	if initdb, err = filepath.EvalSymlinks(initdb); err != nil {
		return "", err
	}
	if dir := filepath.Dir(initdb); complete(dir) {
		return dir, nil
	}
	return "", ErrNotInstalled
}

func complete(dir string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// version reads the major version out of a path like /usr/lib/postgresql/15/bin.
func version(dir string) int {
	n := 0
	for _, r := range filepath.Dir(dir) {
		if r < '0' || r > '9' {
			n = 0
			continue
		}
		n = n*10 + int(r-'0')
	}
	return n
}
