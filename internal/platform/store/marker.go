package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// marker names one flush. Every flush writes its marker in its own
// transaction, so that a lost answer to COMMIT can be looked up.
//
// At is positive. Whoever looks a marker up and finds none leaves it there
// with At negated: then that flush, should it still be on its way, cannot
// commit any more, and a second look does not take the first for the flush.
type marker struct {
	Bucket id.Bucket
	ID     [16]byte
	At     instant.Instant
}

// newMarker makes a marker in a bucket that the flush writes to anyway.
func newMarker(b id.Bucket, now instant.Instant) marker {
	u, err := uuid.NewV7()
	if err != nil {
		u = uuid.New()
	}
	return marker{Bucket: b, ID: u, At: max(now, 1)}
}

func (m marker) args() []any { return []any{int64(m.Bucket), m.ID[:], int64(m.At)} }

// void is what resolve leaves where it finds no marker.
func (m marker) void() marker { m.At = -m.At; return m }

// Statements on the store's own two tables. markerResolve writes even where
// the marker is there: only so is the answer as durable, on a standby too, as
// the flush that it speaks of.
const (
	markerInsert  = "INSERT INTO store_flush (bucket, id, at) VALUES (?, ?, ?)"
	markerMove    = markerInsert + " ON CONFLICT (bucket, id) DO UPDATE SET at = excluded.at"
	markerRead    = "SELECT at FROM store_flush WHERE bucket = ? AND id = ?"
	markerResolve = markerInsert + " ON CONFLICT (bucket, id) DO UPDATE SET at = store_flush.at RETURNING at"
	markerSweep   = `DELETE FROM store_flush WHERE (bucket, id) IN
		(SELECT bucket, id FROM store_flush WHERE at > ? AND at < ? ORDER BY at LIMIT ?)`
	counterAdd = "INSERT INTO store_counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = store_counter.value + excluded.value RETURNING value"
)

func sweepArgs(before instant.Instant, limit int) []any {
	return []any{-int64(before), int64(before), int64(limit)}
}

// SweepMarkers deletes the flush markers older than before, at most limit of
// them, and returns how many. Those that somebody may still have to look up,
// the last minutes', stay.
func (s *Store) SweepMarkers(ctx context.Context, before instant.Instant, limit int) (int64, error) {
	settled := s.now().Add(-4*s.opts.RetryFor - time.Minute)
	return s.engine.sweep(ctx, min(before, settled), limit)
}
