package creation

import (
	"context"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// deletedKept is how long a deleted creation's row and file stay.
const deletedKept = 30 * 24 * time.Hour

// Sweep removes up to limit creations that were deleted long enough ago, and
// returns how many it found. Their files are orphans from then on.
func Sweep(ctx context.Context, s *store.Store, now instant.Instant, limit int) (int, error) {
	before := now.Add(-deletedKept)
	keys, err := store.Select[creationKey](ctx, s, "SELECT bucket, id FROM creation WHERE deleted_at > 0 AND deleted_at < ? ORDER BY deleted_at LIMIT ?", before, limit)
	if err != nil || len(keys) == 0 {
		return 0, err
	}
	return creations.Reap(ctx, s, keys[0].Bucket, keys, func(c Creation) bool { return c.DeletedAt > 0 && c.DeletedAt < before })
}

// Named are those of the files that a creation names, also a deleted one.
func Named(ctx context.Context, q store.Querier, files []string) ([]string, error) {
	if len(files) == 0 {
		return nil, nil
	}
	args := make([]any, len(files))
	for i, f := range files {
		args[i] = f
	}
	return store.Select[string](ctx, q, "SELECT file FROM creation WHERE file <> '' AND file IN "+store.Marks(len(args)), args...)
}
