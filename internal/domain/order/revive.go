package order

import (
	"context"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

const (
	// silence is how long what is unfinished may go without a look before its
	// job is believed dead: one that has failed too often, or was cancelled.
	silence   = time.Hour
	reviveMax = 200 // a run
)

// Revive gives orders that should have ended, and refunds that have not, a
// job again where nobody looks at them any more.
func (s *Service) Revive(ctx context.Context) error {
	before := s.opts.Now().Add(-silence)
	for kind, query := range map[string]string{
		JobWatch:  "SELECT bucket, id FROM purchase WHERE state = 'pending' AND expires_at < ? ORDER BY expires_at LIMIT ?",
		JobRefund: "SELECT bucket, id FROM purchase_refund WHERE ended_at = 0 AND changed_at < ? ORDER BY changed_at LIMIT ?",
	} {
		lost, err := store.Select[key](ctx, s.Store, query, before, reviveMax)
		if err != nil {
			return err
		}
		for _, k := range lost {
			if err := s.wake(ctx, kind, k.Bucket, k.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) wake(ctx context.Context, kind string, b id.Bucket, name string) error {
	return s.Store.Write(ctx, b, func(tx *store.Tx) error { return s.enqueue(tx, kind, b, name, 0) })
}
