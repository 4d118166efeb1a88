package bench

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clockTick is the unit of CPU times under /proc (USER_HZ), the same on every
// Linux.
const clockTick = 10 * time.Millisecond

// usage is the CPU time that a process has used since it began, and the
// memory that it holds now, in bytes.
type usage struct {
	cpu    time.Duration
	memory int64
}

func (u usage) add(v usage) usage { return usage{u.cpu + v.cpu, u.memory + v.memory} }

// meter says whose use is measured besides this process's own. 0 is nobody.
type meter struct {
	server   int // pid
	database int // pid of the postmaster; its sessions are counted with it
}

// used is what everybody used over a time, or up to one. machine is all that
// its cores did, other people's work and stolen time too.
type used struct{ server, database, generator, machine usage }

func (m meter) read() (u used, err error) {
	if u.generator, err = ownUsage(); err != nil {
		return used{}, err
	}
	if u.machine.cpu, err = machineBusy(); err != nil {
		return used{}, err
	}
	if m.server > 0 {
		if u.server, err = processUsage(m.server); err != nil {
			return used{}, err
		}
	}
	if m.database > 0 {
		u.database, err = familyUsage(m.database)
	}
	return u, err
}

// since is the CPU time used after before, and the memory held now.
func (u used) since(before used) used {
	u.server.cpu -= before.server.cpu
	u.database.cpu -= before.database.cpu
	u.generator.cpu -= before.generator.cpu
	u.machine.cpu -= before.machine.cpu
	return u
}

// others is what the machine did besides.
func (u used) others() usage {
	return usage{cpu: max(0, u.machine.cpu-u.server.cpu-u.database.cpu-u.generator.cpu)}
}

// machineBusy is the time that the machine's cores have worked since it
// began.
func machineBusy() (time.Duration, error) {
	return parseBusy(firstLine("/proc/stat"))
}

// parseBusy reads "cpu user nice system idle iowait irq softirq steal guest
// guest_nice"; the last two are in user and nice already.
func parseBusy(line string) (time.Duration, error) {
	fields := strings.Fields(line)
	if len(fields) < 9 || fields[0] != "cpu" {
		return 0, errors.New("/proc/stat does not begin with the cpu's times")
	}
	ticks := int64(0)
	for _, at := range [...]int{1, 2, 3, 6, 7, 8} {
		n, err := strconv.ParseInt(fields[at], 10, 64)
		if err != nil {
			return 0, fmt.Errorf("/proc/stat: %w", err)
		}
		ticks += n
	}
	return time.Duration(ticks) * clockTick, nil
}

func ownUsage() (usage, error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return usage{}, err
	}
	return usage{cpu: time.Duration(r.Utime.Nano() + r.Stime.Nano())}, nil
}

// processUsage is one process's, from /proc; its memory is the resident set.
func processUsage(pid int) (usage, error) {
	s, err := readStat(pid)
	return usage{s.cpu, s.resident}, err
}

// familyReads bounds how often a family is read again because it changed.
const familyReads = 20

// familyUsage is a process's with its children's, both those that live and
// those that it has waited for. Memory that they share counts once. A child
// that ends while it is read would count twice or never, so that the family
// is read again then.
func familyUsage(pid int) (usage, error) {
	for range familyReads {
		u, settled, err := readFamily(pid)
		if settled || err != nil {
			return u, err
		}
	}
	return usage{}, fmt.Errorf("the children of process %d come and go too fast to be measured", pid)
}

func readFamily(pid int) (u usage, settled bool, err error) {
	before, err := readStat(pid)
	if err != nil {
		return usage{}, false, err
	}
	total := usage{memory: proportional(pid, before)}
	list, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return usage{}, false, err
	}
	for _, field := range strings.Fields(string(list)) {
		child, err := strconv.Atoi(field)
		if err != nil {
			return usage{}, false, err
		}
		s, err := readStat(child)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			return usage{}, false, nil // it ended since it was listed
		}
		if err != nil {
			return usage{}, false, err
		}
		total = total.add(usage{s.cpu, proportional(child, s)})
	}
	after, err := readStat(pid)
	return total.add(usage{cpu: after.cpu + after.waitedFor}), after.waitedFor == before.waitedFor, err
}

// proportional is the process's share of the memory that it maps. Where the
// kernel does not tell, it is the resident set, which counts shared memory
// in every process.
func proportional(pid int, s stat) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return s.resident
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err == nil {
				return n << 10
			}
		}
	}
	return s.resident
}

// stat is what is used of /proc/PID/stat.
type stat struct {
	cpu       time.Duration
	waitedFor time.Duration // of ended children
	resident  int64         // bytes
}

func readStat(pid int) (stat, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, err
	}
	return parseStat(text)
}

// parseStat reads the fields after the name, which may hold anything but ends
// with the last parenthesis. The state is field 3 of the manual.
func parseStat(text []byte) (stat, error) {
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 22 {
		return stat{}, errors.New("/proc/PID/stat has too few fields")
	}
	var n [5]int64
	for i, at := range [...]int{14, 15, 16, 17, 24} {
		var err error
		if n[i], err = strconv.ParseInt(string(fields[at-3]), 10, 64); err != nil {
			return stat{}, fmt.Errorf("/proc/PID/stat: %w", err)
		}
	}
	return stat{
		cpu: time.Duration(n[0]+n[1]) * clockTick, waitedFor: time.Duration(n[2]+n[3]) * clockTick,
		resident: n[4] * int64(os.Getpagesize()),
	}, nil
}
