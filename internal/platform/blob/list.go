package blob

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"time"

	"guerdon/internal/base/instant"
)

// errEnough ends a walk that has found what it may return.
var errEnough = errors.New("enough")

// OlderThan lists up to limit blobs (1000 where limit is 0) under the
// directory prefix ("" is all) that were put before at.
func (s *Store) OlderThan(ctx context.Context, prefix string, at instant.Instant, limit int) ([]string, error) {
	if prefix == "" {
		prefix = "."
	} else if !validName(prefix) {
		return nil, ErrName
	}
	return s.walk(ctx, prefix, at, limit)
}

// SweepUnfinished removes what crashed Puts left behind longer than a day
// ago, and tells how many that were.
func (s *Store) SweepUnfinished(ctx context.Context) (removed int, err error) {
	list, err := s.walk(ctx, tempDir, s.clock.Now().Add(-24*time.Hour), 0)
	for _, name := range list {
		if e := ignoreMissing(s.root.Remove(name)); e != nil {
			return removed, errors.Join(err, e)
		}
		removed++
	}
	return removed, err
}

func (s *Store) walk(ctx context.Context, dir string, at instant.Instant, limit int) (names []string, err error) {
	if limit == 0 {
		limit = listDefault
	}
	err = fs.WalkDir(s.root.FS(), dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, fs.ErrNotExist): // removed meanwhile
			return nil
		case err != nil:
			return err
		case d.IsDir() && name == tempDir && path.Clean(dir) != tempDir:
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return ignoreMissing(err)
		}
		if instant.Of(info.ModTime()) < at {
			names = append(names, name)
		}
		if len(names) >= limit {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return names, err
}
