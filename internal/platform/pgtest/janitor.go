package pgtest

import (
	"fmt"
	"io"
	"os/exec"
	"syscall"
)

// janitor is a process that removes a directory when this one ends, however
// it ends: it waits on a pipe that only this process holds open.
type janitor struct {
	cmd  *exec.Cmd
	hold io.Closer
}

// A stopping server may still write, so removing is tried for a while.
const janitorScript = `
trap '' HUP INT TERM
cat >/dev/null
tries=0
while [ $tries -lt 100 ]; do
	rm -rf -- "$1" 2>/dev/null && exit 0
	tries=$((tries + 1))
	sleep 0.1
done
exit 1`

func hireJanitor(dir string) (*janitor, error) {
	cmd := exec.Command("sh", "-c", janitorScript, "pgtest-janitor", dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	hold, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &janitor{cmd: cmd, hold: hold}, nil
}

// dismiss lets the janitor remove the directory now and waits for it.
func (j *janitor) dismiss() error {
	if err := j.hold.Close(); err != nil {
		return err
	}
	if err := j.cmd.Wait(); err != nil {
		return fmt.Errorf("pgtest: removing the server's directory: %w", err)
	}
	return nil
}
