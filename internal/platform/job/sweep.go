package job

import (
	"context"

	"golang.org/x/sync/errgroup"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// SweepCmd says which ended jobs to forget.
type SweepCmd struct {
	State  State           // StateDone or StateFailed
	Before instant.Instant // those that ended earlier
	Limit  int             // at most so many, up to 1000
}

const sweepMax = 1000

// Sweep deletes a chunk of ended jobs, the oldest first, and returns how many
// it found; fewer than Limit means that there are no more. Faults: ErrInvalid.
func Sweep(ctx context.Context, s *store.Store, cmd SweepCmd) (int, error) {
	if (cmd.State != StateDone && cmd.State != StateFailed) || cmd.Limit < 1 || cmd.Limit > sweepMax {
		return 0, ErrInvalid.With("field", "sweep")
	}
	old, err := store.Select[jobKey](ctx, s, `SELECT bucket, id FROM job
		WHERE state = ? AND finished_at > 0 AND finished_at < ? ORDER BY finished_at LIMIT ?`, cmd.State, cmd.Before, cmd.Limit)
	if err != nil {
		return 0, err
	}
	var group errgroup.Group
	group.SetLimit(claimsAtOnce)
	for bucket, keys := range byBucket(old) {
		group.Go(func() error {
			return s.Write(ctx, bucket, func(tx *store.Tx) error { return forget(tx, keys, cmd) })
		})
	}
	return len(old), group.Wait()
}

// forget deletes the jobs that are still as they were found.
func forget(tx *store.Tx, keys []jobKey, cmd SweepCmd) error {
	jobs.Want(tx, keys...)
	for _, k := range keys {
		j, found, err := jobs.Get(tx, k)
		if err != nil {
			return err
		}
		if found && j.State == cmd.State && j.FinishedAt < cmd.Before {
			jobs.Delete(tx, k)
		}
	}
	return nil
}

func byBucket(list []jobKey) map[id.Bucket][]jobKey {
	out := map[id.Bucket][]jobKey{}
	for _, k := range list {
		out[k.Bucket] = append(out[k.Bucket], k)
	}
	return out
}
