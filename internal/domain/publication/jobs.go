package publication

import (
	"context"
	"errors"
	"time"

	"guerdon/internal/platform/store"
)

const (
	// silence is how long a result may be overdue before its job is believed
	// lost.
	silence   = 15 * time.Minute
	reviveMax = 200  // a run
	sweepMax  = 1000 // files a run
)

// Revive gives results that nobody looks at any more a new job: those whose
// own one was cancelled, or has failed too often.
func (s *Service) Revive(ctx context.Context) error {
	lost, err := store.Select[resultKey](ctx, s.store, "SELECT bucket, publication, platform FROM publication_result WHERE look_at > 0 AND look_at < ? ORDER BY look_at LIMIT ?", s.opts.Now().Add(-silence), reviveMax)
	if err != nil {
		return err
	}
	for _, k := range lost {
		if err := s.store.Write(ctx, k.Bucket, func(tx *store.Tx) error { return s.enqueue(tx, k, 0) }); err != nil {
			return err
		}
	}
	return nil
}

// Sweep deletes packages that members have had long enough to take.
func (s *Service) Sweep(ctx context.Context) error {
	old, err := s.files.OlderThan(ctx, ExportFolder, s.opts.Now().Add(-s.opts.Keep), sweepMax)
	for _, name := range old {
		err = errors.Join(err, s.files.Delete(name))
	}
	return err
}
