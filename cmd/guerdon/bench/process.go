package bench

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// stopPatience is how long a child may take to end by itself.
const stopPatience = 20 * time.Second

// process is a child. It ends when this process does, on Linux however that
// happens.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how it ended, once done is closed
}

// spawn starts cmd in a process group of its own, so that an interrupt from
// the terminal reaches it only through us, in order. It starts it from a
// thread that lives as long as cmd does: Linux counts a parent as dead when
// the thread that forked is gone.
func spawn(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	cmd.SysProcAttr = childAttributes()
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer close(p.done)
		err := cmd.Start()
		started <- err
		if err == nil {
			p.err = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// stop asks the process to end, then makes it. A process that did not end
// well by itself is an error.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	late := time.NewTimer(stopPatience)
	defer late.Stop()
	select {
	case <-p.done:
		return p.err
	case <-late.C:
		_ = p.cmd.Process.Kill() // it may have ended just now
		<-p.done
		return fmt.Errorf("process %d did not stop within %s", p.pid(), stopPatience)
	}
}

// environment is ours without settings of the program, so that what is
// measured is what it does by default, and with the given ones.
func environment(settings ...string) []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GUERDON_") && !strings.HasPrefix(v, "PG") {
			env = append(env, v)
		}
	}
	return append(env, settings...)
}
