package generation

import (
	"context"
	"errors"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
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
	if g.Charge != NoCharge && s.opts.Now() >= g.ExpiresAt {
		return job.Done(), s.fail(ctx, j.Lease(), g, g.lateness())
	}
	for range channelsMax {
		m, later, err := s.advance(ctx, g, j.LeaseOwner)
		switch {
		case err == nil && later != 0:
			return job.SnoozeUntil(later), nil
		case err == nil:
			return job.Done(), s.complete(ctx, j.Lease(), g, m)
		case errors.Is(err, errEnded):
			return job.Done(), nil
		case ctx.Err() != nil, errors.Is(err, errMoved): // the process stops, or has lost the job
			return job.Outcome{}, err
		}
		moved := false
		if isChannels(err) && !errors.Is(err, ErrRefused) {
			s.opts.Log.Info("generation: a channel failed", "generation", g.ID, "channel", g.channel(), "error", err)
			var problem error
			if g, moved, problem = s.failOver(ctx, g); problem != nil {
				return s.elsewhere(problem)
			}
		}
		if !moved {
			return s.giveIn(ctx, j, g, err)
		}
	}
	return job.Outcome{}, ErrVendor
}

// channelsMax bounds how often a task moves on in one attempt.
const channelsMax = 20

// advance takes a task as far as it goes now: what was made, or when to look
// again.
func (s *Service) advance(ctx context.Context, g Generation, attempt string) (m made, later instant.Instant, err error) {
	p, r, err := s.resolve(ctx, g)
	if err != nil {
		return made{}, 0, err
	}
	if slow, ok := p.(AsyncProvider); ok && (g.Submit != NotSubmitted || slow.Async(r)) {
		return s.follow(ctx, g, attempt, slow, r)
	}
	m, err = s.produce(ctx, g, attempt, p, r)
	return m, 0, err
}

// giveIn ends an attempt that failed with nowhere else to go: the task fails
// with the last attempt, or where it was refused.
func (s *Service) giveIn(ctx context.Context, j job.Job, g Generation, err error) (job.Outcome, error) {
	if !errors.Is(err, ErrRefused) && j.Attempt < j.AttemptsMax {
		return job.Outcome{}, err
	}
	s.opts.Log.Warn("generation: failed", "generation", g.ID, "kind", g.Kind, "provider", g.Provider, "attempt", j.Attempt, "error", err)
	return job.Done(), s.fail(ctx, j.Lease(), g, verdict(err))
}

// elsewhere ends an attempt at a task that somebody else has ended.
func (s *Service) elsewhere(err error) (job.Outcome, error) {
	if errors.Is(err, errEnded) {
		return job.Done(), nil
	}
	return job.Outcome{}, err
}

// verdict is what the member is told of an error.
func verdict(err error) *fault.Fault {
	for _, f := range []*fault.Fault{ErrRefused, ErrTimeout, ErrVendor} {
		if fault.Of(err).Code == ErrFailed.Code {
			break // it says so itself, whatever is behind
		}
		if errors.Is(err, f) {
			return f
		}
	}
	return ErrFailed
}
