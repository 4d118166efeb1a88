package job

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Queue is how a process's modules hand jobs to its runner: it knows whom to
// wake. A nil Queue enqueues and wakes nobody, which is right for a process
// without a runner.
type Queue struct {
	wakeup chan struct{}
}

// NewQueue makes the queue of a process.
func NewQueue() *Queue { return &Queue{wakeup: make(chan struct{}, 1)} }

// Enqueue is the package's Enqueue; when the write commits a job that is due
// already, this process's runner is woken.
func (q *Queue) Enqueue(tx *store.Tx, cmd EnqueueCmd) (id.ID, error) {
	i, err := Enqueue(tx, cmd)
	if err == nil && q != nil && cmd.RunAt <= tx.Now() {
		tx.Committed(q.wake)
	}
	return i, err
}

// wake makes the runner poll soon. It never blocks.
func (q *Queue) wake() {
	select {
	case q.wakeup <- struct{}{}:
	default: // it will poll anyway
	}
}
