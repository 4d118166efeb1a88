package generation

import (
	"context"
	"errors"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Get reads a member's own task by its public name. Another member's is not
// there. Faults: ErrNotFound.
// contract: S0-24
func (s *Service) Get(ctx context.Context, member id.ID, task string) (Generation, error) {
	if len(task) > 64 || !sound(task) {
		return Generation{}, ErrNotFound
	}
	key := taskKey{member.Bucket(), task}
	g, found, err := s.one(ctx, "task = ?", key.Bucket, task)
	if errors.Is(err, store.ErrNoSQL) {
		err = s.store.Try(ctx, key.Bucket, func(tx *store.Tx) (err error) {
			g, found, err = byTask.FindRead(tx, key)
			return err
		})
	}
	if err == nil && (!found || g.Member != member) {
		err = ErrNotFound
	}
	return g, err
}

// byID reads a task.
func (s *Service) byID(ctx context.Context, i id.ID) (g Generation, found bool, err error) {
	g, found, err = s.one(ctx, "id = ?", i.Bucket(), i)
	if errors.Is(err, store.ErrNoSQL) {
		err = s.store.Try(ctx, i.Bucket(), func(tx *store.Tx) (err error) {
			g, found, err = generations.Read(tx, keyOf(i))
			return err
		})
	}
	return g, found, err
}

func (s *Service) one(ctx context.Context, where string, bucket id.Bucket, what any) (Generation, bool, error) {
	text := "SELECT " + strings.Join(generations.Columns(), ", ") + " FROM generation WHERE bucket = ? AND " + where
	return store.SelectOne[Generation](ctx, s.store, text, bucket, what)
}
