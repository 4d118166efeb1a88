package bench

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/pprof"
)

// profiler tells a profiled server when to write a CPU profile: a line with a
// path begins one, an empty line ends it.
type profiler struct{ pipe io.WriteCloser }

func newProfiler(cmd *exec.Cmd) (*profiler, error) {
	pipe, err := cmd.StdinPipe()
	return &profiler{pipe}, err
}

// begin and end do nothing where nothing is profiled.
func (p *profiler) begin(path string) error {
	if p == nil {
		return nil
	}
	_, err := fmt.Fprintln(p.pipe, path)
	return err
}

func (p *profiler) end() error { return p.begin("") }

// Profile does in the server what the lines of in say, until in ends. What
// goes wrong is told on errs: a profile is never a reason to stop serving.
func Profile(in io.Reader, errs io.Writer) {
	var file *os.File
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if file != nil {
			pprof.StopCPUProfile()
			_ = file.Close()
			file = nil
		}
		if lines.Text() == "" {
			continue
		}
		var err error
		if file, err = os.Create(lines.Text()); err == nil {
			err = pprof.StartCPUProfile(file)
		}
		if err != nil {
			_, _ = fmt.Fprintln(errs, "profile:", err)
		}
	}
}
