package generation

import (
	"context"
	"errors"
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
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
		row.State, row.File, row.Text = Completed, m.file, m.text
		if err := s.reward(tx, row); err != nil {
			return err
		}
		return job.Complete(tx, l)
	})
	if !errors.Is(err, errEnded) && !errors.Is(err, job.ErrLeaseLost) {
		return err
	}
	s.opts.Log.Info("generation: an attempt came too late", "generation", g.ID)
	if errors.Is(err, errEnded) {
		err = nil
	}
	if row.File != m.file {
		err = errors.Join(err, s.files.Delete(m.file))
	}
	return err
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
	err = s.store.Write(ctx, g.Bucket, func(tx *store.Tx) error {
		loads.Want(tx, loadOf(g.Member))
		if g.Reward == AtOnce {
			s.ledger.Want(tx, ledger.Member(g.Member), ledger.Point)
		}
		var found bool
		var err error
		if row, found, err = generations.Get(tx, g.generationKey); err != nil {
			return err
		}
		if !found || row.State != Processing {
			return errEnded
		}
		if _, err := shift(tx, row.Member, -1); err != nil {
			return err
		}
		ended := row
		if err := how(tx, &ended); err != nil {
			return err
		}
		ended.FinishedAt, ended.ExpiresAt = tx.Now(), tx.Now().Add(s.opts.Keep)
		generations.Put(tx, ended)
		tx.Committed(func() { s.bells.ring(ended) })
		return nil
	})
	return row, err
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
