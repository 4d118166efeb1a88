package generation

import (
	"context"
	"slices"
	"time"

	"guerdon/internal/domain/creation"
	"guerdon/internal/platform/store"
)

// A file that no row names is an orphan when it is older than any attempt can
// be.
const (
	orphanAge  = 24 * time.Hour
	orphansMax = 10_000 // files of one folder that are looked at in one run
	askChunk   = 200    // names in one query
)

// SweepOrphans deletes files that no row names: those of attempts that
// crashed, and those whose rows were deleted just before a crash.
// contract: S0-P8
func (s *Service) SweepOrphans(ctx context.Context) error {
	before := s.opts.Now().Add(-orphanAge)
	for _, media := range []Media{Images, Videos, Audio, Decks} {
		for _, folder := range folders() {
			names, err := s.files.OlderThan(ctx, string(media)+"/"+folder, before, orphansMax)
			if err != nil {
				return err
			}
			for chunk := range slices.Chunk(names, askChunk) {
				if err := s.dropOrphans(ctx, chunk); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// folders are all that place can choose.
func folders() (list []string) {
	const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
	for _, a := range alphabet {
		for _, b := range alphabet {
			list = append(list, string(a)+string(b))
		}
	}
	return list
}

func (s *Service) dropOrphans(ctx context.Context, names []string) error {
	args := make([]any, len(names))
	for i, n := range names {
		args[i] = n
	}
	named, err := store.Select[string](ctx, s.store, "SELECT file FROM generation WHERE file <> '' AND file IN "+store.Marks(len(args)), args...)
	if err != nil {
		return err
	}
	kept, err := creation.Named(ctx, s.store, names)
	if err != nil {
		return err
	}
	named = append(named, kept...)
	for _, n := range names {
		if slices.Contains(named, n) {
			continue
		}
		if err := s.files.Delete(n); err != nil {
			return err
		}
		s.opts.Log.Info("generation: deleted a file that no task names", "file", n)
	}
	return nil
}
