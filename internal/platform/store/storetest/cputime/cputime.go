// Package cputime tells what benchmarks cost: the CPU time of this process and
// of the database server beside it.
//
// Callers: benchmarks.
package cputime

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"guerdon/internal/platform/store"
)

// Process is what this process has used so far.
func Process() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Server is what the database server has used so far, or 0 where there is
// none, or it cannot be seen.
func Server(ctx context.Context, s *store.Store) time.Duration {
	if s.Engine() != "postgres" {
		return 0
	}
	pid, _, err := store.SelectOne[int64](ctx, s, "SELECT CAST(pg_backend_pid() AS bigint)")
	if err != nil {
		return 0
	}
	postmaster := stat(fmt.Sprint(pid)).parent
	total := stat(postmaster).ended
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range processes {
		if st := stat(filepath.Base(p)); st.parent == postmaster {
			total += st.own
		}
	}
	return total
}

type processStat struct {
	parent     string
	own, ended time.Duration // its own, and that of its children that ended
}

func stat(pid string) (st processStat) {
	text, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return st
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	st.parent = fields[1]
	ticks := func(i int) time.Duration {
		n, _ := strconv.ParseInt(fields[i], 10, 64)
		return time.Duration(n) * 10 * time.Millisecond
	}
	st.own, st.ended = ticks(11)+ticks(12), ticks(13)+ticks(14)
	return st
}
