package study_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"guerdon/internal/platform/store"
)

// cpuTime is what this process has used so far.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// serverTime is what the database server's processes have used so far, or 0
// where there is none, or it cannot be seen.
func serverTime(b *testing.B, s *store.Store) (total time.Duration) {
	if s.Engine() != "postgres" {
		return 0
	}
	pid, _, err := store.SelectOne[int64](b.Context(), s, "SELECT CAST(pg_backend_pid() AS bigint)")
	if err != nil {
		return 0
	}
	postmaster, _ := processStat(fmt.Sprint(pid))
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range processes {
		if parent, used := processStat(filepath.Base(p)); parent == postmaster {
			total += used
		}
	}
	return total
}

// processStat is a process's parent, and what it has used itself.
func processStat(pid string) (parent string, used time.Duration) {
	text, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return "", 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	for _, ticks := range fields[11:13] {
		n, _ := strconv.ParseInt(ticks, 10, 64)
		used += time.Duration(n) * 10 * time.Millisecond
	}
	return fields[1], used
}
