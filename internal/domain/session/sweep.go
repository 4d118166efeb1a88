package session

import (
	"context"
	"errors"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Sweep deletes up to limit expired sessions and as many expired challenges,
// and returns how many it found.
func Sweep(ctx context.Context, s *store.Store, now instant.Instant, limit int) (int, error) {
	a, err1 := sweepSessions(ctx, s, now, limit)
	b, err2 := sweepChallenges(ctx, s, now, limit)
	return a + b, errors.Join(err1, err2)
}

func sweepSessions(ctx context.Context, s *store.Store, now instant.Instant, limit int) (int, error) {
	old, err := store.Select[sessionKey](ctx, s, "SELECT bucket, hash FROM session WHERE expires_at < ? ORDER BY expires_at LIMIT ?", now, limit)
	if err != nil {
		return 0, err
	}
	return sessions.Reap(ctx, s, 0, old, func(row Session) bool { return row.ExpiresAt < now })
}

func sweepChallenges(ctx context.Context, s *store.Store, now instant.Instant, limit int) (int, error) {
	old, err := store.Select[challengeKey](ctx, s, "SELECT bucket, wallet FROM challenge WHERE expires_at < ? ORDER BY expires_at LIMIT ?", now, limit)
	if err != nil {
		return 0, err
	}
	return challenges.Reap(ctx, s, 0, old, func(row challenge) bool { return row.ExpiresAt < now })
}
