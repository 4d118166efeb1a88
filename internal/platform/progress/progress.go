package progress

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/clock"
)

// lineEvery is the least time between two plain lines.
const lineEvery = 5 * time.Second

// Work is one piece of long work. It is safe for concurrent use.
type Work struct {
	bar   *progressbar.ProgressBar // nil: plain lines
	w     io.Writer
	label string
	total int64
	clock clock.Clock

	mu     sync.Mutex
	done   int64
	began  instant.Instant
	last   instant.Instant
	closed bool
}

// Start begins work of total steps, shown under label on w. A total of 0 is
// unknown.
func Start(w io.Writer, label string, total int64) *Work {
	return StartAt(clock.System{}, w, label, total)
}

// StartAt is Start with a clock.
func StartAt(c clock.Clock, w io.Writer, label string, total int64) *Work {
	f, ok := w.(*os.File)
	return start(c, w, label, total, ok && term.IsTerminal(int(f.Fd())))
}

func start(c clock.Clock, w io.Writer, label string, total int64, terminal bool) *Work {
	now := c.Now()
	p := &Work{w: w, label: label, total: total, clock: c, began: now, last: now}
	if terminal {
		steps := total
		if steps == 0 {
			steps = -1 // the library's word for unknown
		}
		p.bar = progressbar.NewOptions64(steps, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(label),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionFullWidth(),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetRenderBlankState(true))
	}
	return p
}

// Add notes n more steps.
func (p *Work) Add(n int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	if p.bar != nil {
		_ = p.bar.Add64(n) // beyond the total; the bar is only for show
		return
	}
	if now := p.clock.Now(); now.Sub(p.last) >= lineEvery {
		p.last = now
		p.line("")
	}
}

// Done ends the work, finished or not. Calling it again does nothing.
func (p *Work) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.closed = true
	if p.bar != nil {
		_ = p.bar.Exit()
		_, _ = fmt.Fprintln(p.w)
		return
	}
	p.line(fmt.Sprintf(" in %s", p.clock.Now().Sub(p.began).Round(time.Second/10)))
}

// line writes where the work stands.
func (p *Work) line(tail string) {
	of := ""
	if p.total > 0 {
		of = fmt.Sprintf(" of %d (%d %%)", p.total, min(100, p.done*100/p.total))
	}
	if seconds := int64(p.clock.Now().Sub(p.began) / time.Second); seconds > 0 {
		tail += fmt.Sprintf(", %d/s", p.done/seconds)
	}
	_, _ = fmt.Fprintf(p.w, "%s: %d%s%s\n", p.label, p.done, of, tail)
}
