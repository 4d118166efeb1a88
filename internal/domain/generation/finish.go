package generation

import (
	"context"
	"errors"
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// errEnded says that somebody else ended the task, or deleted it.
var errEnded = errors.New("generation: ended already")

// complete ends the task with what was made, gives its award, and ends its
// job. What was made and surely is not the task's is deleted.
func (s *Service) complete(ctx context.Context, l job.Lease, g Generation, m made) error {
	row, err := s.end(ctx, g, func(tx *store.Tx, row *Generation) error {
		if row.Charge != NoCharge && tx.Now() >= row.ExpiresAt {
			return errLate
		}
		row.State, row.File, row.Text = Completed, m.file, m.text
		row.TokensIn, row.TokensOut = m.usage.TokensIn, m.usage.TokensOut
		if err := s.reward(tx, row); err != nil {
			return err
		}
		return job.Complete(tx, l)
	})
	if errors.Is(err, errLate) {
		return errors.Join(s.fail(ctx, l, g, g.lateness()), s.drop(m.file))
	}
	if !errors.Is(err, errEnded) && !errors.Is(err, job.ErrLeaseLost) {
		return err
	}
	s.opts.Log.Info("generation: an attempt came too late", "generation", g.ID)
	if errors.Is(err, errEnded) {
		err = nil
	}
	if row.File != m.file {
		err = errors.Join(err, s.drop(m.file))
	}
	return err
}

// drop deletes what was made for nothing.
func (s *Service) drop(file string) error {
	if file == "" {
		return nil
	}
	return s.files.Delete(file)
}

// errLate says that a paid task came to its end after its time was over: it
// is not charged for any more.
var errLate = errors.New("generation: too late")

// lateness is why a task whose time is over failed.
func (g Generation) lateness() *fault.Fault {
	if g.Submit == SubmitUnknown || g.Submit == Submitting {
		return ErrSubmitUnknown
	}
	return ErrTimeout
}

// fail ends the task without anything.
func (s *Service) fail(ctx context.Context, l job.Lease, g Generation, why *fault.Fault) error {
	_, err := s.end(ctx, g, func(tx *store.Tx, row *Generation) error {
		row.fail(why)
		return job.Complete(tx, l)
	})
	if errors.Is(err, errEnded) {
		return nil
	}
	return err
}

func (g *Generation) fail(why *fault.Fault) {
	g.State, g.Error = Failed, why.Code
	if g.Reward != NoReward {
		g.Reward = Lapsed
	}
}

// end moves a task that is under way to its end, once, tells the waiters, and
// returns the row as it is then, also with errEnded.
// Faults: errEnded; those of how, with which nothing has changed.
func (s *Service) end(ctx context.Context, g Generation, how func(tx *store.Tx, row *Generation) error) (row Generation, err error) {
	err = s.store.Write(ctx, g.Bucket, func(tx *store.Tx) (err error) {
		row, _, err = s.endIn(tx, g, how)
		return err
	})
	return row, err
}

// endIn is end inside a write: the row before and after. What the task held is
// captured or given back, and what it made becomes the member's, with it.
func (s *Service) endIn(tx *store.Tx, g Generation, how func(tx *store.Tx, row *Generation) error) (before, after Generation, err error) {
	loads.Want(tx, loadOf(g.Member))
	if g.Reward == AtOnce {
		s.ledger.Want(tx, ledger.Member(g.Member), ledger.Point)
	}
	if g.Charge == Held {
		s.ledger.Want(tx, ledger.Member(g.Member), ledger.Credit)
	}
	before, found, err := generations.Get(tx, g.generationKey)
	if err != nil {
		return before, before, err
	}
	if !found || before.State != Processing {
		return before, before, errEnded
	}
	if _, err := shift(tx, before.Member, -1); err != nil {
		return before, before, err
	}
	ended := before
	if err := how(tx, &ended); err != nil {
		return before, before, err
	}
	if err := errors.Join(s.settle(tx, &ended), shelve(tx, &ended)); err != nil {
		return before, before, err
	}
	ended.FinishedAt, ended.ExpiresAt = tx.Now(), tx.Now().Add(s.opts.Keep)
	generations.Put(tx, ended)
	tx.Committed(func() { s.bells.ring(ended) })
	return before, ended, nil
}

// shelve makes what a paid task made a creation of its member.
func shelve(tx *store.Tx, g *Generation) error {
	if g.Charge == NoCharge || g.State != Completed {
		return nil
	}
	cmd := creation.AddCmd{Member: g.Member, Type: g.Kind.Type(), Tool: g.Tool, Title: g.Prompt, File: g.File, Task: g.Task}
	if g.Kind == Article {
		cmd.Content = g.Text
	}
	c, err := creation.Add(tx, cmd)
	g.Creation = c.ID
	return err
}

// reward gives a task that completes its award, or opens it to be claimed.
func (s *Service) reward(tx *store.Tx, g *Generation) error {
	switch g.Reward {
	case AtOnce:
		a, err := s.award(tx, rule.AwardCmd{Member: g.Member, Rule: string(g.Product), Source: sourceOf(g.ID), By: actor.OfMember(g.Member)})
		if err != nil {
			return err
		}
		g.granted(a)
	case OnClaim:
		g.Reward = Open
		return makeRoom(tx, *g)
	}
	return nil
}

// granted notes what a task's award was.
func (g *Generation) granted(a rule.Award) {
	g.Points, g.Balance, g.Transfer, g.Reward = a.Amount, a.Balance, a.Transfer, Granted
	if a.Amount == 0 {
		g.Reward = Lapsed
	}
}

// award awards by a rule, as far as it is there and active; the balance is
// always that of the points.
func (s *Service) award(tx *store.Tx, cmd rule.AwardCmd) (rule.Award, error) {
	cmd.IfAllowed = true
	a, err := s.rules.Award(tx, cmd)
	if err != nil || a.Asset == ledger.Point {
		return a, err
	}
	acc, err := s.ledger.Balance(tx, ledger.Member(cmd.Member), ledger.Point)
	a.Balance = acc.Posted
	return a, err
}

func sourceOf(g id.ID) string { return "generation:" + strconv.FormatInt(int64(g), 10) }
