package study

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

type unlockKey struct {
	Bucket      id.Bucket `db:"bucket"`
	Member      id.ID     `db:"member"`
	Achievement string    `db:"achievement"`
}

// unlock is that a member has an achievement, and what it gave.
type unlock struct {
	unlockKey
	Name       string          `db:"name"`
	Version    int64           `db:"version"` // of the definition, 0 without one
	Amount     amount.Amount   `db:"amount"`
	Transfer   id.ID           `db:"transfer"` // 0 where the amount is
	Event      string          `db:"event"`
	UnlockedAt instant.Instant `db:"unlocked_at"`
}

var unlocks = store.Define[unlockKey, unlock]("study_unlock")

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
	key := unlockKey{cmd.Member.Bucket(), cmd.Member, cmd.Achievement}
	achievements.WantRead(tx, achievementOf(cmd.Achievement))
	s.ledger.Want(tx, ledger.Member(cmd.Member), ledger.Study)
	_, has, err := unlocks.Get(tx, key)
	if err != nil || has {
		return Outcome{Repeated: has}, err
	}
	u := unlock{unlockKey: key, Name: cmd.Name, Amount: cmd.Points, Event: cmd.Event, UnlockedAt: tx.Now()}
	defined, found, err := achievements.Read(tx, achievementOf(cmd.Achievement))
	switch {
	case err != nil:
		return Outcome{}, err
	case found && defined.Status != Active:
		return Outcome{}, ErrAchievementInactive
	case found:
		u.Name, u.Amount, u.Version = defined.Name, defined.Points, defined.Version
	}
	v := &visit{tx: tx, ledger: s.ledger, member: cmd.Member, event: cmd.Event, by: cmd.By}
	if u.Transfer, err = v.post(achievement, u.Name, u.Amount); err != nil {
		return Outcome{}, err
	}
	unlocks.Put(tx, u)
	return Outcome{Effects: v.effects}, nil
}
