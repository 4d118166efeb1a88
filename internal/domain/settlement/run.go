package settlement

import (
	"context"
	"errors"
	"strconv"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// Run is the handler of JobRun: it brings a settlement as far as the provider
// lets it, and comes back until it has ended. It may be abandoned between any
// two steps, and run twice at a time.
func (s *Service) Run(ctx context.Context, j job.Job) (job.Outcome, error) {
	n, err := strconv.ParseInt(string(j.Payload), 10, 64)
	if err != nil {
		return job.Discard("unreadable payload"), nil
	}
	st, err := s.Advance(ctx, id.ID(n))
	switch {
	case errors.Is(err, ErrNotFound):
		return job.Discard("no such settlement"), nil
	case err != nil:
		return job.Outcome{}, err
	case st.State.Ended(), st.State == Requested, st.State == NeedsReview:
		return job.Done(), nil
	}
	return job.SnoozeUntil(st.lookAt(s.opts.Now())), nil
}

// lookAt is when to ask about an unfinished settlement again: soon at first,
// every minute in the end.
func (s *Settlement) lookAt(now instant.Instant) instant.Instant {
	gap := time.Second << min(max(int(s.Tries)-3, 0), 6)
	return now.Add(min(gap, time.Minute))
}

// Advance takes a settlement one step, or as many as follow at once, and
// returns it as it is then. Where the provider gives no answer that is noted,
// and no error. Faults: ErrNotFound, ErrNoProvider.
func (s *Service) Advance(ctx context.Context, sid id.ID) (Settlement, error) {
	st, err := Load(ctx, s.store, sid)
	if err != nil || st.State.Ended() || st.State == Requested || st.State == NeedsReview {
		return st, err
	}
	if s.provider == nil || s.provider.Name() != st.Provider {
		return st, ErrNoProvider
	}
	if st.State != Approved {
		return s.follow(ctx, st)
	}
	st, err = s.prepare(ctx, st)
	if err != nil || st.State != Prepared {
		return st, err
	}
	return s.submit(ctx, st)
}

// termsTriesMax is how often terms are asked for, in about a quarter of an
// hour. Until there are any, nothing is sent, and giving up is safe.
const termsTriesMax = 20

// prepare finds out what is to be sent, and commits it. Nothing was sent yet:
// a refusal ends the settlement.
func (s *Service) prepare(ctx context.Context, st Settlement) (Settlement, error) {
	q, err := s.terms(ctx, st)
	var no Refusal
	switch {
	case errors.As(err, &no):
		return s.change(ctx, st.ID, Approved, func(tx *store.Tx, st *Settlement) error { return s.fail(tx, st, no.Code) })
	case err != nil:
		s.opts.Log.Warn("settlement: no terms", "settlement", st.ID, "error", err)
		return s.change(ctx, st.ID, Approved, func(tx *store.Tx, st *Settlement) error {
			if st.Tries++; st.Tries < termsTriesMax {
				return nil
			}
			return s.fail(tx, st, ChainUnavailable)
		})
	}
	return s.change(ctx, st.ID, Approved, func(tx *store.Tx, st *Settlement) error {
		paused, err := isPaused(tx, st.Currency)
		if err != nil {
			return err
		}
		if paused {
			st.Tries++
			return nil
		}
		st.State, st.Tries = Prepared, 0
		st.Quote, st.QuoteOut, st.QuoteLeast, st.QuoteEnds = q.ID, q.Out, q.Least, q.Ends
		st.QuotedAt, st.QuoteRate = tx.Now(), Rate(st.Amount, q.Out, st.Currency)
		return nil
	})
}

// terms are the provider's for the settlement. USDT is one to one.
func (s *Service) terms(ctx context.Context, st Settlement) (Quote, error) {
	ctx, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	able, err := s.provider.Capabilities(ctx)
	if err != nil {
		return Quote{}, err
	}
	c, ok := able.Of(st.Currency)
	switch {
	case !ok, st.Amount < c.Least, c.Most > 0 && st.Amount > c.Most:
		return Quote{}, Refusal{Code: PolicyDenied}
	case c.NeedsAddress && st.Address == "":
		return Quote{}, Refusal{Code: InvalidAddress}
	case st.Currency == USDT:
		return Quote{Out: st.Amount, Least: st.Amount}, nil
	}
	q, err := s.provider.Quote(ctx, QuoteCmd{Amount: st.Amount, Currency: st.Currency})
	if err == nil && (q.Out <= 0 || q.Least < 0 || q.Least > q.Out) {
		err = errors.New("settlement: a quote of nothing")
	}
	return q, err
}

// submit sends the committed order and takes in the answer, if there is one.
func (s *Service) submit(ctx context.Context, st Settlement) (Settlement, error) {
	call, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	r, err := s.provider.Submit(call, st.order())
	return s.heard(ctx, st, r, err)
}

// follow asks what has become of an order that may have been sent. One that
// the provider has never seen is sent, the same as before.
func (s *Service) follow(ctx context.Context, st Settlement) (Settlement, error) {
	call, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	r, err := s.provider.Lookup(call, st.Client)
	if errors.Is(err, ErrNeverSeen) {
		return s.submit(ctx, st)
	}
	return s.heard(ctx, st, r, err)
}

// heard notes what the provider answered, or that it did not.
func (s *Service) heard(ctx context.Context, st Settlement, r Report, err error) (Settlement, error) {
	if errors.Is(err, ErrMismatch) {
		return s.take(ctx, st.ID, func(tx *store.Tx, st *Settlement) error {
			return s.review(tx, st, "mismatch", "the provider has another order of this id")
		})
	}
	if err != nil {
		s.opts.Log.Warn("settlement: no answer", "settlement", st.ID, "error", err)
		return s.take(ctx, st.ID, func(_ *store.Tx, st *Settlement) error { st.lost(); return nil })
	}
	return s.take(ctx, st.ID, func(tx *store.Tx, st *Settlement) error { return s.apply(tx, st, r) })
}

// lost notes that no answer came. Where the provider has said that it has the
// order, it still has.
func (s *Settlement) lost() {
	s.Tries++
	if s.State == Prepared {
		s.State = Unknown
	}
}
