package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// process is a running postmaster.
type process struct {
	handle *os.Process
	done   chan struct{} // closed when it has ended
}

// spawn starts cmd from a thread of its own that lives as long as cmd does:
// Linux counts a parent as dead when the thread that forked is gone.
func spawn(cmd *exec.Cmd) (*process, error) {
	started := make(chan error, 1)
	p := &process{done: make(chan struct{})}
	go func() {
		runtime.LockOSThread()
		defer close(p.done)
		err := cmd.Start()
		p.handle = cmd.Process
		started <- err
		if err == nil {
			_ = cmd.Wait() // a killed server's exit status says nothing new
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// quit stops it without a checkpoint, as fast as it can answer.
func (p *process) quit() error {
	err := p.handle.Signal(syscall.SIGQUIT)
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// crash kills the sessions before the postmaster, which is held still so
// that it neither starts more of them nor tells clients about it.
func (p *process) crash() error {
	if err := p.handle.Signal(syscall.SIGSTOP); errors.Is(err, os.ErrProcessDone) {
		return nil
	} else if err != nil {
		return err
	}
	// A stopped process cannot end, so these are still its own children.
	for _, pid := range children(p.handle.Pid) {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
	}
	if err := p.handle.Kill(); err != nil {
		return err
	}
	<-p.done
	return nil
}

func children(pid int) []int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return nil
	}
	var pids []int
	for _, field := range strings.Fields(string(text)) {
		if child, err := strconv.Atoi(field); err == nil {
			pids = append(pids, child)
		}
	}
	return pids
}
