package settlement

import (
	"context"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

const (
	// silence is how long an unfinished settlement may go without a look
	// before its job is believed dead: looks are at most a minute apart.
	silence   = 15 * time.Minute
	reviveMax = 200 // a run
)

// Revive gives unfinished settlements that nobody looks at any more a new
// job: those whose own one has failed too often, or was cancelled.
func (s *Service) Revive(ctx context.Context) error {
	lost, err := store.Select[id.ID](ctx, s.store, `SELECT id FROM settlement WHERE ended_at = 0 AND changed_at < ?
		AND state IN ('approved', 'prepared', 'broadcast', 'unknown') ORDER BY created_at LIMIT ?`, s.opts.Now().Add(-silence), reviveMax)
	if err != nil {
		return err
	}
	for _, sid := range lost {
		err := s.store.Write(ctx, sid.Bucket(), func(tx *store.Tx) error { return s.enqueue(tx, sid) })
		if err != nil {
			return err
		}
	}
	return nil
}
