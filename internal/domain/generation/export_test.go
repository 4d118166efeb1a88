package generation

import (
	"context"

	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// Made is what one attempt made, for tests that crash after it.
type Made struct{ m made }

// File is where it was stored.
func (m Made) File() string { return m.m.file }

// Produce is the first half of Run.
func (s *Service) Produce(ctx context.Context, g Generation, j job.Job) (Made, error) {
	m, _, err := s.advance(ctx, g, j.LeaseOwner)
	return Made{m}, err
}

// Complete is the second.
func (s *Service) Complete(ctx context.Context, j job.Job, g Generation, m Made) error {
	return s.complete(ctx, j.Lease(), g, m.m)
}

// FileOf names the file of an attempt at a task.
func FileOf(g Generation, attempt string, f Format) string { return fileOf(g, attempt, f) }

// Overwrite replaces a task's row.
func Overwrite(tx *store.Tx, g Generation) error {
	if _, _, err := generations.Get(tx, g.generationKey); err != nil {
		return err
	}
	generations.Put(tx, g)
	return nil
}

// Resolve finds a task's provider and request.
func (s *Service) Resolve(ctx context.Context, g Generation) (Provider, Request, error) {
	return s.resolve(ctx, g)
}
