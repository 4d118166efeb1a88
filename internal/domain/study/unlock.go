package study

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// UnlockCmd says that a member unlocked an achievement. Name and Points are
// those of the event, for an achievement that the operator has not defined.
type UnlockCmd struct {
	Event       string
	Member      id.ID
	Achievement string
	Name        string
	Points      amount.Amount
	By          actor.Actor
}

// Unlock awards an achievement, once a member. Having it already changes
// nothing. Faults: ErrAchievement, ErrAchievementInactive.
// contract: S3-M3
// contract: N-01
func (s *Service) Unlock(tx *store.Tx, cmd UnlockCmd) (Outcome, error) {
	if err := checkAchievement(cmd.Achievement, cmd.Name, cmd.Points); err != nil {
		return Outcome{}, err
	}
	key := awardKey{awardsFor{cmd.Member.Bucket(), cmd.Member, "achievement:" + cmd.Achievement}, 0}
	achievements.WantRead(tx, achievementOf(cmd.Achievement))
	s.ledger.Want(tx, ledger.Member(cmd.Member), ledger.Study)
	_, has, err := awards.Get(tx, key)
	if err != nil || has {
		return Outcome{Repeated: has}, err
	}
	a := Award{awardKey: key, Trigger: achievement, Name: cmd.Name, Amount: cmd.Points}
	defined, found, err := achievements.Read(tx, achievementOf(cmd.Achievement))
	switch {
	case err != nil:
		return Outcome{}, err
	case found && defined.Status != Active:
		return Outcome{}, ErrAchievementInactive
	case found:
		a.Name, a.Amount, a.Version = defined.Name, defined.Points, defined.Version
	}
	v := &visit{tx: tx, ledger: s.ledger, member: cmd.Member, event: cmd.Event, by: cmd.By}
	if err := v.grant(a); err != nil {
		return Outcome{}, err
	}
	return Outcome{Effects: v.effects}, nil
}
