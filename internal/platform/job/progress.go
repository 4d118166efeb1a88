package job

import (
	"context"
	"sync"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// progressEvery is how often a job's progress is written.
const progressEvery = time.Second

// progress is how far a job has come, in units of its own.
type progress struct{ done, total int64 }

func (p progress) writeTo(j *Job) {
	if p.total > 0 {
		j.ProgressDone, j.ProgressTotal = min(p.done, p.total), p.total
	}
}

// meter collects what one attempt reports.
type meter struct {
	store *store.Store
	now   func() instant.Instant
	lease Lease

	mu    sync.Mutex
	last  progress
	wrote instant.Instant
}

type meterKey struct{}

// Progress reports how far the running job has come, in whatever units: done
// of total. It is to be called as often as is convenient: about one report a
// second is written, and the last one when the attempt ends. Total must be
// positive, done between zero and total. ctx is the handler's.
// Faults: ErrLeaseLost, after which the handler should end.
func Progress(ctx context.Context, job id.ID, done, total int64) error {
	m, ok := ctx.Value(meterKey{}).(*meter)
	if !ok || m.lease.ID != job || done < 0 || total <= 0 {
		return ErrInvalid.With("field", "progress")
	}
	p := progress{min(done, total), total}
	if !m.report(p) {
		return nil
	}
	return m.store.Write(ctx, job.Bucket(), func(tx *store.Tx) error {
		j, err := held(tx, m.lease)
		if err != nil {
			return err
		}
		p.writeTo(&j)
		jobs.Put(tx, j)
		return nil
	})
}

// report remembers p and tells whether it is time to write it.
func (m *meter) report(p progress) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = p
	now := m.now()
	if !m.wrote.IsZero() && now.Sub(m.wrote) < progressEvery {
		return false
	}
	m.wrote = now
	return true
}

func (m *meter) latest() progress {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.last
}
