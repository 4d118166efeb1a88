package generation

import (
	"context"
	"errors"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// sweepChunk is how many tasks are deleted in one write.
const sweepChunk = 200

// Sweep gives up tasks that took too long and deletes those that were kept
// long enough, with their files, a chunk at a time until there are no more.
// contract: S0-P8
func (s *Service) Sweep(ctx context.Context) error {
	for {
		n, err := s.sweepChunk(ctx, s.opts.Now())
		if err != nil || n < sweepChunk {
			return err
		}
	}
}

type due struct {
	generationKey
	State State `db:"state"`
}

func (s *Service) sweepChunk(ctx context.Context, now instant.Instant) (int, error) {
	list, err := store.Select[due](ctx, s.store, "SELECT bucket, id, state FROM generation WHERE expires_at < ? ORDER BY expires_at LIMIT ?", now, sweepChunk)
	if err != nil {
		return 0, err
	}
	var old []generationKey
	for _, d := range list {
		if d.State != Processing {
			old = append(old, d.generationKey)
			continue
		}
		if err := s.giveUp(ctx, d.generationKey, now); err != nil {
			return 0, err
		}
	}
	return len(list), s.forget(ctx, old, now)
}

// giveUp ends a task whose time is over: its job failed without it, or never
// had its turn.
func (s *Service) giveUp(ctx context.Context, key generationKey, now instant.Instant) error {
	g, found, err := s.byID(ctx, key.ID)
	if err != nil || !found {
		return err
	}
	_, err = s.end(ctx, g, func(_ *store.Tx, row *Generation) error {
		if row.ExpiresAt >= now {
			return errEnded
		}
		row.fail(row.lateness())
		return nil
	})
	if errors.Is(err, errEnded) {
		return nil
	}
	return err
}

// forget deletes ended tasks, and then their files: a crash between leaves
// files that no row names, never a row that names no file.
func (s *Service) forget(ctx context.Context, keys []generationKey, now instant.Instant) error {
	if len(keys) == 0 {
		return nil
	}
	var files []string
	err := s.store.Write(ctx, keys[0].Bucket, func(tx *store.Tx) error {
		files = files[:0]
		generations.Want(tx, keys...)
		for _, key := range keys {
			g, found, err := generations.Get(tx, key)
			if err != nil {
				return err
			}
			if !found || g.State == Processing || g.ExpiresAt >= now {
				continue
			}
			generations.Delete(tx, key)
			if g.File != "" && g.Creation == 0 { // a creation's file is the member's
				files = append(files, g.File)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, f := range files {
		err = errors.Join(err, s.files.Delete(f))
	}
	return err
}
