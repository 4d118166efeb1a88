package job

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"guerdon/internal/platform/store"
)

// Runner runs a process's share of the jobs and of the periodic work. Any
// number of processes may have one on the same database.
type Runner struct {
	store   *store.Store
	queue   *Queue
	opts    Options
	process string
	claims  atomic.Int64
	stop    chan struct{}
	stopped chan struct{} // closed when the loop has ended

	mu       sync.Mutex
	sealed   bool // no more registrations
	started  bool
	stopping bool
	halted   bool // what still runs has been interrupted
	kinds    map[string]*kind
	order    []*kind // kinds in the order of registration
	periodic []*periodic
	running  map[*run]struct{}
}

// NewRunner makes a runner that the queue wakes. Register what it can do,
// then Start it, or drive it with Step.
func NewRunner(s *store.Store, q *Queue, opts Options) *Runner {
	var process [8]byte
	_, _ = rand.Read(process[:])
	return &Runner{
		store: s, queue: q, opts: opts.withDefaults(), process: hex.EncodeToString(process[:]),
		stop: make(chan struct{}), stopped: make(chan struct{}),
		kinds: map[string]*kind{}, running: map[*run]struct{}{},
	}
}

// owner names one claim, and no other one ever.
func (r *Runner) owner() string {
	return r.process + "-" + strconv.FormatInt(r.claims.Add(1), 10)
}

// Start runs what is due until Stop: at every poll, and whenever the queue
// wakes the runner or a slot that jobs wait for becomes free.
func (r *Runner) Start() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.started {
		panic("job: Start twice")
	}
	r.started, r.sealed = true, true
	go r.loop()
}

func (r *Runner) loop() {
	defer close(r.stopped)
	ticker := time.NewTicker(r.opts.PollEvery)
	defer ticker.Stop()
	for {
		if _, err := r.round(context.Background()); err != nil {
			r.opts.Log.Warn("job: poll failed", "error", err)
		}
		select {
		case <-r.stop:
			return
		case <-ticker.C:
		case <-r.queue.wakeup:
		}
	}
}

// Step runs what is due now, as far as the kinds' concurrency goes, waits
// for it to end, and returns how much it was. Zero means that nothing is due.
func (r *Runner) Step(ctx context.Context) (int, error) {
	runs, err := r.round(ctx)
	for _, run := range runs {
		<-run.done
	}
	return len(runs), err
}
