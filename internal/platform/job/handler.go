package job

import (
	"context"
	"time"
)

// Handler does one job's work, outside any write. An error counts the
// attempt as failed: its fault's code and text are kept, its cause is logged.
// ctx ends when the attempt takes too long, when the lease was lost, and when
// the process stops.
type Handler func(ctx context.Context, j Job) (Outcome, error)

// HandlerOptions bound a kind's work. Zero values mean the defaults.
type HandlerOptions struct {
	Concurrency int           // jobs of the kind at a time in this process, default 4
	Timeout     time.Duration // of one attempt, default 10 min
	Backoff     Backoff
}

func (o HandlerOptions) withDefaults() HandlerOptions {
	if o.Concurrency <= 0 {
		o.Concurrency = 4
	}
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Minute
	}
	o.Backoff = o.Backoff.withDefaults()
	return o
}

// kind is a registered handler and its slots. Its counts are guarded by the
// runner's mutex.
type kind struct {
	name    string
	handle  Handler
	opts    HandlerOptions
	busy    int
	backlog bool // the last poll may have left due jobs behind
}

// Register names the handler of a kind, before the runner starts. Jobs of
// kinds that no process has registered wait.
func (r *Runner) Register(kindName string, h Handler, opts HandlerOptions) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sealed || !validKind(kindName) || r.kinds[kindName] != nil {
		panic("job: Register of " + kindName + ": late, misnamed or twice")
	}
	k := &kind{name: kindName, handle: h, opts: opts.withDefaults()}
	r.kinds[kindName] = k
	r.order = append(r.order, k)
}
