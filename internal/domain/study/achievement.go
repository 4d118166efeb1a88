package study

import (
	"unicode/utf8"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Faults of achievements.
var (
	ErrAchievement         = fault.New(fault.Invalid, "study.achievement_invalid", "An achievement needs a code of 1 to 100 bytes, a name of 1 to 100 characters, and points from 0 to 1,000,000.")
	ErrAchievementNotFound = fault.New(fault.NotFound, "study.achievement_not_found", "There is no such achievement.")
	ErrAchievementInactive = fault.New(fault.Refused, "study.achievement_inactive", "The achievement is not awarded at present.")
)

const achievementMax = 100 // bytes

type achievementKey struct {
	Bucket id.Bucket `db:"bucket"`
	Code   string    `db:"code"`
}

// Achievement is one that the operator has defined. Its name and points then
// hold, whatever an event says; an achievement without a row is as the event
// says.
type Achievement struct {
	achievementKey
	Name        string          `db:"name"`
	Description string          `db:"description"`
	Points      amount.Amount   `db:"points"`
	Status      Status          `db:"status"`
	Version     int64           `db:"version"`
	ChangedAt   instant.Instant `db:"changed_at"`
}

var achievements = store.Define[achievementKey, Achievement]("study_achievement")

func achievementOf(code string) achievementKey {
	return achievementKey{id.BucketOf("achievement:" + code), code}
}

// AchievementBucket is the route of writes about an achievement.
func AchievementBucket(code string) id.Bucket { return achievementOf(code).Bucket }

// PutAchievementCmd defines an achievement, or edits it. Version is the one
// that the caller saw, 0 for a new one.
type PutAchievementCmd struct {
	Code        string
	Name        string
	Description string
	Points      amount.Amount
	Status      Status
	Version     int64
}

// PutAchievement stores an achievement; who has it keeps what it gave.
// Faults: ErrAchievement, ErrStale.
// contract: S3-M3
// contract: N-12
func PutAchievement(tx *store.Tx, cmd PutAchievementCmd) (before, after Achievement, err error) {
	if err := checkAchievement(cmd.Code, cmd.Name, cmd.Points); err != nil {
		return Achievement{}, Achievement{}, err
	}
	if utf8.RuneCountInString(cmd.Description) > descriptionMax || cmd.Status != Active && cmd.Status != Inactive {
		return Achievement{}, Achievement{}, ErrAchievement
	}
	key := achievementOf(cmd.Code)
	before, _, err = achievements.Get(tx, key)
	if err != nil {
		return Achievement{}, Achievement{}, err
	}
	if before.Version != cmd.Version {
		return Achievement{}, Achievement{}, ErrStale.With("version", before.Version)
	}
	after = Achievement{key, cmd.Name, cmd.Description, cmd.Points, cmd.Status, before.Version + 1, tx.Now()}
	achievements.Put(tx, after)
	return before, after, nil
}

func checkAchievement(code, name string, points amount.Amount) error {
	if code == "" || len(code) > achievementMax || !named(name) || points < 0 || points > PointsMax {
		return ErrAchievement
	}
	return nil
}

// DeleteAchievement forgets an achievement's definition; who has it keeps what
// it gave. Faults: ErrAchievementNotFound.
// contract: N-12
func DeleteAchievement(tx *store.Tx, code string) (Achievement, error) {
	key := achievementOf(code)
	a, found, err := achievements.Get(tx, key)
	if err != nil || !found {
		return Achievement{}, orFault(err, ErrAchievementNotFound)
	}
	achievements.Delete(tx, key)
	return a, nil
}
