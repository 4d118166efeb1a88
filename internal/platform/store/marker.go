package store

import (
	"context"

	"github.com/google/uuid"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// newMarker makes a time-ordered marker, so that its table grows at one end.
func newMarker(now instant.Instant) marker {
	u, err := uuid.NewV7()
	if err != nil {
		u = uuid.New()
	}
	return marker{Bucket: id.Bucket(u[15]), ID: u, At: now}
}

// SweepMarkers deletes the flush markers older than before, at most limit of
// them, and returns how many. A flush older than a few minutes has been
// resolved or given up.
func (s *Store) SweepMarkers(ctx context.Context, before instant.Instant, limit int) (int64, error) {
	return s.engine.exec(ctx, `DELETE FROM store_flush WHERE at < ? AND id IN
		(SELECT id FROM store_flush WHERE at < ? ORDER BY at LIMIT ?)`, []any{int64(before), int64(before), limit})
}
