package ledger

import (
	"context"
	"errors"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Lapse ends one hold whose deadline has passed. One that somebody captured
// or voided first is left as it is.
func (l *Ledger) Lapse(tx *store.Tx, hold id.ID) error {
	h, found, err := holds.Get(tx, holdKey{hold.Bucket(), hold})
	if err != nil || !found || h.StateAt(tx.Now()) != HoldLapsed || h.State != HoldPending {
		return err
	}
	_, err = l.release(tx, hold, HoldLapsed)
	return err
}

// SweepHolds lapses up to limit overdue holds and returns how many it found.
// A job calls it again and again.
func (l *Ledger) SweepHolds(ctx context.Context, s *store.Store, now instant.Instant, limit int) (int, error) {
	due, err := store.Select[id.ID](ctx, s, "SELECT id FROM hold WHERE state = 'pending' AND deadline <= ? ORDER BY deadline LIMIT ?", now, limit)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, h := range due {
		failed = append(failed, s.Write(ctx, h.Bucket(), func(tx *store.Tx) error { return l.Lapse(tx, h) }))
	}
	return len(due), errors.Join(failed...)
}
