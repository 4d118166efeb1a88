package migration

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// TestForEngine: a line that is marked for one engine is live there and a
// comment on the other.
func TestForEngine(t *testing.T) {
	const text = "CREATE TABLE x (\n  a bigint\n)\n--sqlite: WITHOUT ROWID\n--postgres: WITH (fillfactor = 80)\n;\n"
	for mark, want := range map[string]string{
		"--sqlite:":   "CREATE TABLE x (\n  a bigint\n)\n WITHOUT ROWID\n--postgres: WITH (fillfactor = 80)\n;\n",
		"--postgres:": "CREATE TABLE x (\n  a bigint\n)\n--sqlite: WITHOUT ROWID\n WITH (fillfactor = 80)\n;\n",
	} {
		got, err := fs.ReadFile(forEngine{fstest.MapFS{"1.sql": {Data: []byte(text)}}, []byte(mark)}, "1.sql")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(strings.Fields(string(got)), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%s: %q, want %q", mark, got, want)
		}
		if len(got) != len(text) {
			t.Errorf("%s: %d bytes, want %d as the file's size says", mark, len(got), len(text))
		}
	}
}
