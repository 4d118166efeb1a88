package account

import (
	"context"
	"errors"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Sweep deletes up to limit families that expired and as many counts of
// guesses that are forgotten, and returns how many it looked at.
func Sweep(ctx context.Context, s *store.Store, now instant.Instant, limit int) (int, error) {
	a, err1 := sweepFamilies(ctx, s, now, limit)
	b, err2 := sweepGuesses(ctx, s, now, limit)
	return max(a, b), errors.Join(err1, err2)
}

func sweepFamilies(ctx context.Context, s *store.Store, now instant.Instant, limit int) (int, error) {
	old, err := store.Select[familyKey](ctx, s, "SELECT bucket, id FROM refresh_family WHERE expires_at <= ? ORDER BY expires_at LIMIT ?", now, limit)
	if err != nil {
		return 0, err
	}
	return families.Reap(ctx, s, 0, old, func(f family) bool { return f.ExpiresAt <= now })
}

func sweepGuesses(ctx context.Context, s *store.Store, now instant.Instant, limit int) (int, error) {
	before := now.Add(-forgottenIn)
	old, err := store.Select[guessKey](ctx, s, "SELECT bucket, who FROM login_guess WHERE since <= ? ORDER BY since LIMIT ?", before, limit)
	if err != nil {
		return 0, err
	}
	return guesses.Reap(ctx, s, 0, old, func(g guess) bool { return g.Since <= before })
}
