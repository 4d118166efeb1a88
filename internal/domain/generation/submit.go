package generation

import (
	"context"
	"errors"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// SubmitState is how far a task's way to its vendor came, where that takes
// its time over it.
type SubmitState string

// The states of a submit. See the package comment.
const (
	NotSubmitted  SubmitState = ""
	Submitting    SubmitState = "submitting" // it is committed that a submit may be sent
	Submitted     SubmitState = "submitted"  // the vendor's reference is known
	SubmitUnknown SubmitState = "unknown"    // no answer came that says whether it began
)

// follow takes a task of an AsyncProvider as far as it goes now. later is when
// to look again; a zero one comes with what was made.
func (s *Service) follow(ctx context.Context, g Generation, attempt string, p AsyncProvider, r Request) (m made, later instant.Instant, err error) {
	for range 4 {
		switch g.Submit {
		case Submitted:
			return s.poll(ctx, g, attempt, p, r)
		case Submitting: // by a claim that never wrote what became of it
			err = s.mark(ctx, &g, func(row *Generation) { row.Submit = SubmitUnknown })
		case SubmitUnknown:
			var open bool
			if open, err = s.find(ctx, &g, p, r); err == nil && open {
				return made{}, s.lookAgain(g), nil
			}
		default:
			if err = s.submit(ctx, &g, attempt, p, r); err == nil {
				return made{}, s.lookAgain(g), nil
			}
		}
		if err != nil {
			return made{}, 0, err
		}
	}
	return made{}, s.lookAgain(g), nil
}

// submit hands a task in, after it was committed that it may be. An answer
// that was lost leaves it unknown, which is no error; where nothing began, the
// fault says why.
func (s *Service) submit(ctx context.Context, g *Generation, attempt string, p AsyncProvider, r Request) error {
	err := s.mark(ctx, g, func(row *Generation) {
		row.Submit, row.Submitter, row.SubmittedAt = Submitting, attempt, s.opts.Now()
	})
	if err != nil {
		return err
	}
	if s.opts.Now().Sub(g.SubmittedAt) > submitFresh {
		return s.mark(ctx, g, forgetSubmit) // too late to be sure that nobody has taken over
	}
	ref := ""
	limited, why := s.guard(ctx, *g, r, func(ctx context.Context) (err error) {
		ref, err = p.Submit(ctx, r)
		return err
	})
	cut := limited || ctx.Err() != nil
	// What the vendor has begun must be known, also where this process is
	// about to stop.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	switch {
	case why == nil && ref != "" && len(ref) <= refMax && sound(ref):
		return s.mark(ctx, g, func(row *Generation) { row.Submit, row.VendorRef = Submitted, ref })
	case why == nil, errors.Is(why, ErrSubmitUnknown), errors.Is(why, errPanic), cut && !isAnswer(why):
		s.opts.Log.Warn("generation: the answer to a submit was lost", "generation", g.ID, "provider", g.Provider, "error", why)
		return s.mark(ctx, g, func(row *Generation) { row.Submit = SubmitUnknown })
	}
	if err := s.mark(ctx, g, forgetSubmit); err != nil {
		return err
	}
	return why
}

// forgetSubmit says that nothing was begun.
func forgetSubmit(row *Generation) {
	row.Submit, row.Submitter, row.SubmittedAt = NotSubmitted, "", 0
}

// A submit is sent soon after it was committed that it may be, or not at all;
// so that what a vendor has not seen long after will never reach it.
const (
	submitFresh = 30 * time.Second
	submitQuiet = time.Minute // beyond the time of an attempt
)

// noteTime bounds the write of a submit's outcome.
const noteTime = 10 * time.Second

// refMax bounds a vendor's reference, in bytes.
const refMax = 500

// isAnswer reports whether an error is what the vendor said, and not that it
// said nothing in time.
func isAnswer(err error) bool { return errors.Is(err, ErrVendor) || errors.Is(err, ErrRefused) }

// find asks what became of a submit whose answer was lost, where its vendor
// can be asked. open says that it is still not known.
func (s *Service) find(ctx context.Context, g *Generation, p AsyncProvider, r Request) (open bool, err error) {
	finder, ok := p.(Finder)
	if !ok || s.opts.Now().Sub(g.SubmittedAt) < s.opts.AttemptTime+submitQuiet {
		return true, nil
	}
	ref, begun := "", false
	_, err = s.guard(ctx, *g, r, func(ctx context.Context) (err error) {
		ref, begun, err = finder.Find(ctx, r)
		return err
	})
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err != nil, begun && (ref == "" || len(ref) > refMax || !sound(ref)):
		s.opts.Log.Info("generation: a submit is still unknown", "generation", g.ID, "provider", g.Provider, "error", err)
		return true, nil
	case begun:
		return false, s.mark(ctx, g, func(row *Generation) { row.Submit, row.VendorRef = Submitted, ref })
	}
	return false, s.mark(ctx, g, forgetSubmit)
}

// poll asks the vendor about a task, and stores what it made. Whatever goes
// wrong but a refusal is asked again until the task's time is over: it was
// begun, and is never submitted again.
func (s *Service) poll(ctx context.Context, g Generation, attempt string, p AsyncProvider, r Request) (m made, later instant.Instant, err error) {
	done := false
	_, err = s.guard(ctx, g, r, func(ctx context.Context) error {
		out, finished, err := p.Poll(ctx, r, g.VendorRef)
		if done = finished && err == nil; !done {
			return err
		}
		m, err = s.keep(ctx, g, attempt, out)
		return err
	})
	switch {
	case ctx.Err() != nil, errors.Is(err, ErrRefused):
		return made{}, 0, err
	case err != nil:
		s.opts.Log.Info("generation: a poll failed", "generation", g.ID, "provider", g.Provider, "error", err)
		return made{}, s.lookAgain(g), nil
	case !done:
		return made{}, s.lookAgain(g), nil
	}
	return m, 0, nil
}

// lookAgain is when a task at its vendor is worth another look: the longer it
// takes, the less often, and at the latest when its time is over.
func (s *Service) lookAgain(g Generation) instant.Instant {
	now := s.opts.Now()
	wait := now.Sub(g.SubmittedAt) / 5
	wait = min(max(wait, s.opts.VendorPollMin), s.opts.VendorPollMax)
	return min(now.Add(wait), g.ExpiresAt)
}

// mark commits how far a task came on its channel. Only the claim that submits
// may say what came of it, or one that found it silent.
func (s *Service) mark(ctx context.Context, g *Generation, change func(row *Generation)) error {
	var after Generation
	err := s.store.Write(ctx, g.Bucket, func(tx *store.Tx) error {
		row, err := underWay(tx, *g)
		if err != nil {
			return err
		}
		if !mayFollow(g.vendorSide, row.vendorSide) {
			return errMoved
		}
		change(&row)
		generations.Put(tx, row)
		after = row
		return nil
	})
	if err == nil {
		*g = after
	}
	return err
}

// mayFollow reports whether what the caller saw of a submit still stands: the
// same, or that its own submit was given up for unknown meanwhile.
func mayFollow(seen, now vendorSide) bool {
	if seen.Submitter != now.Submitter || seen.VendorRef != now.VendorRef {
		return false
	}
	return seen.Submit == now.Submit || seen.Submit == Submitting && now.Submit == SubmitUnknown
}

// defaults of how often a vendor is asked.
const (
	vendorPollMin = 2 * time.Second
	vendorPollMax = time.Minute
)
