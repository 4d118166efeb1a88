package publication

import (
	"context"
	"slices"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

const (
	platformsMax = 20 // names in a request, before the same ones are dropped
	aheadMax     = 366 * 24 * time.Hour
	// lateness is how far a time of publication may have passed on its way
	// here; then it means at once.
	lateness = time.Minute
	// repeatWithin is how long the same request is taken for a repetition of
	// one that has ended.
	repeatWithin = 10 * time.Minute
)

// PublishCmd asks to publish a creation, which the caller has loaded. At 0 is
// at once.
type PublishCmd struct {
	Member    id.ID
	Creation  id.ID
	Content   Content
	Platforms []string
	At        instant.Instant
}

// Load reads a member's creation for PublishCmd. Faults: those of Creations.
func (s *Service) Load(ctx context.Context, member, creation id.ID) (Content, error) {
	return s.creations.Load(ctx, member, creation)
}

// Publish writes the intent and the jobs that carry it out, or nothing. A
// platform whose rules the creation does not fit fails at once, and the others
// go on. The same request again, while the first is under way or shortly
// after, returns the first.
// Faults: ErrPlatforms, ErrPlatform, ErrPast, ErrTooFar, ErrUnbound, ErrRefused
// where no platform takes it, ErrUnderWay.
// contract: S2-22
func (s *Service) Publish(tx *store.Tx, cmd PublishCmd) (Publication, error) {
	where, err := cmd.where()
	if err != nil {
		return Publication{}, err
	}
	if err := cmd.bound(tx, where); err != nil {
		return Publication{}, err
	}
	first, repeated, err := cmd.repeats(tx, where)
	if err != nil || repeated {
		return first, err
	}
	if cmd.At, err = cmd.dueAt(tx.Now()); err != nil {
		return Publication{}, err
	}
	rows, err := cmd.results(where)
	if err != nil {
		return Publication{}, err
	}
	return s.open(tx, cmd, where, rows)
}

// where are the platforms, each once, in the order in which they were named.
func (cmd PublishCmd) where() ([]Info, error) {
	if len(cmd.Platforms) == 0 || len(cmd.Platforms) > platformsMax {
		return nil, ErrPlatforms.With("field", "platforms")
	}
	var out []Info
	for _, name := range cmd.Platforms {
		p, err := ParsePlatform(name)
		if err != nil {
			return nil, ErrPlatform.With("field", "platforms")
		}
		if !slices.ContainsFunc(out, func(o Info) bool { return o.Platform == p.Platform }) {
			out = append(out, p)
		}
	}
	return out, nil
}

// dueAt is when to begin.
func (cmd PublishCmd) dueAt(now instant.Instant) (instant.Instant, error) {
	switch {
	case cmd.At == 0:
		return now, nil
	case cmd.At < now.Add(-lateness):
		return 0, ErrPast.With("field", "schedule_time")
	case cmd.At > now.Add(aheadMax):
		return 0, ErrTooFar.With("field", "schedule_time")
	}
	return max(cmd.At, now), nil
}

func (cmd PublishCmd) bound(tx *store.Tx, where []Info) error {
	for _, p := range where {
		bindings.WantRead(tx, bindingOf(cmd.Member, p.Platform))
		latests.Want(tx, latestKey{cmd.Member.Bucket(), cmd.Creation, p.Platform})
	}
	for _, p := range where {
		_, found, err := bindings.Read(tx, bindingOf(cmd.Member, p.Platform))
		if err != nil {
			return err
		}
		if !found {
			return ErrUnbound.With("platform", p.Name)
		}
	}
	return nil
}

// repeats finds the publication that this request was answered with before.
func (cmd PublishCmd) repeats(tx *store.Tx, where []Info) (Publication, bool, error) {
	for _, p := range where {
		before, found, err := latests.Get(tx, latestKey{cmd.Member.Bucket(), cmd.Creation, p.Platform})
		if err != nil {
			return Publication{}, false, err
		}
		if !found {
			continue
		}
		pub, _, err := publications.Get(tx, keyOf(before.Publication))
		switch {
		case err != nil:
			return Publication{}, false, err
		case cmd.same(pub, where, tx.Now()):
			return pub, true, nil
		case !pub.Status.ended():
			return Publication{}, false, ErrUnderWay.With("platform", p.Name)
		}
	}
	return Publication{}, false, nil
}

// same reports whether the request is the one that pub came of.
func (cmd PublishCmd) same(pub Publication, where []Info, now instant.Instant) bool {
	asked, had := platformsOf(where), pub.Where()
	slices.Sort(asked)
	slices.Sort(had)
	recent := pub.Status == Done || pub.Status == Partly
	return slices.Equal(asked, had) && cmd.At == pub.Scheduled() && (!pub.Status.ended() || recent && now.Sub(pub.CreatedAt) < repeatWithin)
}

func platformsOf(where []Info) []Platform {
	list := make([]Platform, len(where))
	for i, p := range where {
		list[i] = p.Platform
	}
	return list
}

// results are the rows to begin with.
func (cmd PublishCmd) results(where []Info) ([]Result, error) {
	var out []Result
	var refusal error
	fitting := 0
	for _, p := range where {
		r := Result{resultKey: resultKey{Platform: p.Platform}, State: Pending}
		_, why, detail := p.fit(cmd.Content)
		if why == "" {
			fitting++
		} else {
			r.State, r.Reason, r.Detail = Failed, why, detail
			if refusal == nil {
				refusal = ErrRefused.With("platform", p.Name).With("reason", string(why)).With("detail", detail)
			}
		}
		out = append(out, r)
	}
	if fitting == 0 {
		return nil, refusal
	}
	return out, nil
}

// open writes the publication, its results and their jobs.
func (s *Service) open(tx *store.Tx, cmd PublishCmd, where []Info, rows []Result) (Publication, error) {
	i, err := tx.NewID(cmd.Member.Bucket())
	if err != nil {
		return Publication{}, err
	}
	pub := Publication{
		publicationKey: keyOf(i), Member: cmd.Member, Creation: cmd.Creation, Platforms: joined(platformsOf(where)),
		DueAt: cmd.At, CreatedAt: tx.Now(), ChangedAt: tx.Now(),
	}
	pub.Status = pub.waiting()
	publications.Add(tx, pub)
	for _, r := range rows {
		r.Bucket, r.Publication, r.CreatedAt, r.ChangedAt = pub.Bucket, pub.ID, tx.Now(), tx.Now()
		if r.State == Pending {
			r.LookAt = pub.DueAt
			if err := s.enqueue(tx, r.resultKey, pub.DueAt); err != nil {
				return Publication{}, err
			}
		}
		results.Add(tx, r)
		k := latestKey{pub.Bucket, pub.Creation, r.Platform}
		if _, _, err := latests.Get(tx, k); err != nil {
			return Publication{}, err
		}
		latests.Put(tx, latest{k, pub.ID})
	}
	return pub, nil
}
