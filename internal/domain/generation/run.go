package generation

import (
	"context"
	"errors"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/job"
)

// Run is the handler of JobRun: it makes what the task asks for and ends the
// task. Whatever it made for a task that somebody else ended, it drops.
func (s *Service) Run(ctx context.Context, j job.Job) (job.Outcome, error) {
	n, err := strconv.ParseInt(string(j.Payload), 10, 64)
	if err != nil {
		return job.Discard("unreadable payload"), nil
	}
	g, found, err := s.byID(ctx, id.ID(n))
	if err != nil {
		return job.Outcome{}, err
	}
	if !found || g.State != Processing {
		return job.Done(), nil
	}
	made, err := s.produce(ctx, g, j.LeaseOwner)
	switch {
	case err == nil:
		return job.Done(), s.complete(ctx, j.Lease(), g, made)
	case ctx.Err() != nil: // the process stops, or has lost the job
		return job.Outcome{}, err
	case !errors.Is(err, ErrRefused) && j.Attempt < j.AttemptsMax:
		return job.Outcome{}, err
	}
	s.opts.Log.Warn("generation: failed", "generation", g.ID, "kind", g.Kind, "provider", g.Provider, "attempt", j.Attempt, "error", err)
	return job.Done(), s.fail(ctx, j.Lease(), g, verdict(err))
}

// verdict is what the member is told of an error.
func verdict(err error) *fault.Fault {
	for _, f := range []*fault.Fault{ErrRefused, ErrTimeout} {
		if errors.Is(err, f) {
			return f
		}
	}
	return ErrFailed
}
