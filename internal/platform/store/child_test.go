package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

// asChild makes this test binary a program that writes to the database that
// it names until it is killed, and tells of each write that was answered.
const asChild = "STORE_TEST_AS_CHILD"

// job is what a child is told: "engine address first-id run".
type job struct {
	engine, address string
	n               id.ID
	run             int
}

func (j job) String() string { return fmt.Sprintf("%s %s %d %d", j.engine, j.address, j.n, j.run) }

func (j job) open() (*store.Store, error) {
	if j.engine == "sqlite" {
		return store.OpenSQLite(context.Background(), j.address, store.Options{})
	}
	return store.OpenPostgres(context.Background(), j.address, store.Options{})
}

func runChild(text string) int {
	var j job
	if _, err := fmt.Sscanf(text, "%s %s %d %d", &j.engine, &j.address, &j.n, &j.run); err != nil {
		fmt.Println(err)
		return 1
	}
	s, err := j.open()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	var all sync.WaitGroup
	for caller := range 8 {
		all.Go(func() {
			for i := caller; ; i += 8 {
				mark := id.ID(j.run*1_000_000 + i)
				err := s.Write(context.Background(), j.n.Bucket(), leaveMark(j.n, mark))
				if err != nil {
					fmt.Println(err)
					os.Exit(1)
				}
				fmt.Printf("ack %d\n", mark) // in one piece, never half a line
			}
		})
	}
	all.Wait()
	return 0
}

// leaveMark adds a row that names this write, counts it on the account and
// writes a line, all or nothing.
func leaveMark(n, mark id.ID) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		links.Add(tx, link{n, mark})
		return post(tx, n+mark%3, 1)
	}
}

// TestKilled kills a process in the middle of its batches, again and again,
// and checks that every write it told of is there, and every write is whole.
func TestKilled(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "test.db")
		testKilled(t, onSQLite(t, path, store.Options{}), job{engine: "sqlite", address: path})
	})
	t.Run("postgres", func(t *testing.T) {
		url := migrated(t, pgtest.URL(t))
		testKilled(t, onPostgres(t, url, store.Options{}), job{engine: "postgres", address: url})
	})
}

func testKilled(t *testing.T, e env, j job) {
	j.n = fresh()
	e.write(t, j.n, inOrder(deposit(j.n, 0), deposit(j.n+1, 0), deposit(j.n+2, 0)))
	var told []id.ID
	for run := range 4 {
		j.run = run
		told = append(told, killAfter(t, j, 150+run*61)...)
		s, err := j.open()
		if err != nil {
			t.Fatal(err)
		}
		checkMarks(t, s, j.n, told)
		s.Close()
	}
}

// killAfter runs a child until it has told of some writes, kills it, and
// returns all that it told of.
func killAfter(t *testing.T, j job, acks int) (told []id.ID) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asChild+"="+j.String())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, err := strconv.ParseInt(strings.TrimPrefix(lines.Text(), "ack "), 10, 64)
		if err != nil {
			t.Errorf("the child says %q", lines.Text())
			break
		}
		if told = append(told, id.ID(n)); len(told) == acks {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if len(told) < acks {
		t.Fatalf("the child told of %d writes only", len(told))
	}
	return told
}

func checkMarks(t *testing.T, s *store.Store, n id.ID, told []id.ID) {
	t.Helper()
	marks, err := store.Select[int64](t.Context(), s, "SELECT b FROM test_link WHERE a = ?", n)
	if err != nil {
		t.Fatal(err)
	}
	there := map[id.ID]bool{}
	for _, m := range marks {
		there[id.ID(m)] = true
	}
	for _, m := range told {
		if !there[m] {
			t.Errorf("write %d was acknowledged and is lost", m)
		}
	}
	for _, sql := range []string{
		"SELECT CAST(SUM(balance) AS bigint) FROM test_account WHERE id >= ? AND id < ?",
		"SELECT CAST(SUM(lines) AS bigint) FROM test_account WHERE id >= ? AND id < ?",
		"SELECT COUNT(*) FROM test_line WHERE account >= ? AND account < ?",
	} {
		got, _, err := store.SelectOne[int64](t.Context(), s, sql, n, n+3)
		if err != nil || got != int64(len(marks)) {
			t.Errorf("%s: %d, want %d (%v)", sql, got, len(marks), err)
		}
	}
}
