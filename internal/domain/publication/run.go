package publication

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// Run is the handler of JobRun: it brings a result as far as the platform lets
// it, and comes back until nobody needs to look at it any more. It may be cut
// off at any point, and run twice at a time.
func (s *Service) Run(ctx context.Context, j job.Job) (job.Outcome, error) {
	k, ok := parsePayload(j.Payload)
	if !ok {
		return job.Discard("unreadable payload"), nil
	}
	r, err := s.step(ctx, k)
	switch {
	case errors.Is(err, ErrNotFound):
		return job.Discard("no such publication"), nil
	case err != nil:
		return job.Outcome{}, err
	case r.LookAt != 0:
		return job.SnoozeUntil(r.LookAt), nil
	}
	return job.Done(), nil
}

// step takes a result on, if it is due, and returns it as it is then.
func (s *Service) step(ctx context.Context, k resultKey) (Result, error) {
	w, mine, err := s.claim(ctx, k)
	if err != nil || !mine {
		return w.result, err
	}
	report, via, err := s.attempt(ctx, &w)
	switch {
	case errors.Is(err, ErrTaken):
		return s.reload(ctx, k)
	case ctx.Err() != nil:
		return w.result, context.Cause(ctx) // the next claim will see how far it came
	case err != nil:
		err = s.noAnswer(ctx, &w)
	default:
		err = s.advance(ctx, &w, func(tx *store.Tx, row *Result) {
			row.Via = via
			s.apply(tx.Now(), row, report)
		})
	}
	if errors.Is(err, ErrTaken) {
		return s.reload(ctx, k)
	}
	if err == nil && w.result.State == NeedsReview {
		s.opts.OnAlarm(fmt.Errorf("publication %d on %s needs review: %s", k.Publication, k.Platform, w.result.Reason))
	}
	return w.result, err
}

func (s *Service) reload(ctx context.Context, k resultKey) (Result, error) {
	r, found, err := store.SelectOne[Result](ctx, s.store, selectResults+" WHERE bucket = ? AND publication = ? AND platform = ?", k.Bucket, k.Publication, k.Platform)
	if err == nil && !found {
		err = ErrNotFound
	}
	return r, err
}

// attempt asks the adapter for one step, and says who that is. What it returns
// as an error is no answer.
func (s *Service) attempt(ctx context.Context, w *work) (_ Report, via string, err error) {
	creds, found, err := s.credentials(ctx, bindingOf(w.pub.Member, w.result.Platform))
	if err != nil {
		return Report{}, "", err
	}
	if !found {
		return unanswerable(w.result, Unbound), w.result.Via, nil
	}
	adapter, via, why := s.adapterFor(w.result.Platform, creds)
	if why == "" && w.result.State.sent() && via != w.result.Via {
		why = Unbound // the credentials are others than those it was sent with
	}
	if why != "" {
		return unanswerable(w.result, why), w.result.Via, nil
	}
	content, why, detail, err := s.content(ctx, w)
	if err != nil || why != "" {
		return Fail(why, detail), via, err
	}
	w.result.Via = via
	call, cancel := context.WithTimeout(ctx, s.opts.CallTime)
	defer cancel()
	report, err := s.ask(call, adapter, w, content, creds)
	report.Detail = tidy(creds.redact(report.Detail))
	if err != nil && !errors.Is(err, ErrTaken) {
		s.opts.Log.Warn("publication: no answer", "publication", w.pub.ID, "platform", w.result.Platform, "state", w.result.State, "error", creds.redact(err.Error()))
	}
	return report, via, err
}

// unanswerable is a report where the platform cannot be asked. What may have
// been posted cannot be found out any more.
func unanswerable(r Result, why Reason) Report {
	if r.State.sent() {
		return Report{State: NeedsReview, Reason: why}
	}
	return Fail(why, "")
}

// adapterFor is who handles the platform with these credentials.
func (s *Service) adapterFor(p Platform, c Credentials) (a Adapter, via string, why Reason) {
	switch {
	case c.IsSandbox() && s.sandbox == nil:
		return nil, "", SandboxOff
	case c.IsSandbox():
		return s.sandbox, ViaSandbox, ""
	case s.adapters[p] == nil:
		return nil, "", NotConfigured
	}
	return s.adapters[p], string(p), ""
}

// content is the creation as the platform gets it, as it is now. What was
// sent is looked up without it.
func (s *Service) content(ctx context.Context, w *work) (Content, Reason, string, error) {
	c, err := s.creations.Load(ctx, w.pub.Member, w.pub.Creation)
	switch {
	case err != nil && w.result.State.sent():
		return Content{}, "", "", nil
	case err != nil && fault.Of(err).Kind == fault.NotFound:
		return Content{}, CreationGone, "", nil
	case err != nil:
		return Content{}, "", "", err
	}
	p, err := ParsePlatform(string(w.result.Platform))
	if err != nil {
		return Content{}, "", "", err
	}
	fitted, why, detail := p.fit(c)
	if why == "" {
		why, detail = s.sized(p, fitted)
	}
	if w.result.State.sent() {
		return fitted, "", "", nil
	}
	return fitted, why, detail, nil
}

// sized holds a file to the platform's limit.
func (s *Service) sized(p Info, c Content) (Reason, string) {
	if c.File == "" {
		return "", ""
	}
	f, err := s.files.Open(c.File)
	if err != nil {
		return FileMissing, ""
	}
	defer func() { _ = f.Close() }()
	if takes, _ := p.Takes(c.Type); f.Size > takes.SizeMax {
		return FileLarge, fmt.Sprint(takes.SizeMax)
	}
	return "", ""
}

// ask calls the adapter. A panic of its is no answer.
func (s *Service) ask(ctx context.Context, a Adapter, w *work, c Content, creds Credentials) (report Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("publication: the adapter of %s met an impossible state: %v\n%s", w.result.Platform, p, debug.Stack())
			s.opts.OnAlarm(errors.New(creds.redact(err.Error())))
		}
	}()
	t := s.task(w, c, creds)
	if w.result.State.sent() {
		return a.Look(ctx, t)
	}
	return a.Submit(ctx, t)
}

// The pace of looking: soon at first, every ten minutes in the end.
const (
	lookFirst = 2 * time.Second
	lookLast  = 10 * time.Minute
	// preparingTries is how often a preparation is begun again, in about two
	// hours. Nothing was posted, and giving up is safe.
	preparingTries = 20
)

func nextLook(now instant.Instant, tries int32) instant.Instant {
	return now.Add(min(lookFirst<<min(max(tries-1, 0), 12), lookLast))
}
