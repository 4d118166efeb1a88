package study

import (
	"errors"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// AwardState is whether an award stands.
type AwardState string

// The states. An award that was reversed may be granted again, for another
// session.
const (
	Granted   AwardState = "granted"
	TakenBack AwardState = "reversed"
)

type awardsFor struct {
	Bucket    id.Bucket `db:"bucket"`
	Member    id.ID     `db:"member"`
	SourceRef string    `db:"source_ref"`
}

type awardKey struct {
	awardsFor
	Rule id.ID `db:"rule"` // 0 for an achievement
}

// Award is what a member has, or had, by one rule for one thing. Amount may be
// 0 for a rating that is worth nothing, which has no transfer.
type Award struct {
	awardKey
	Version    int64           `db:"version"` // the rule's
	Domain     int32           `db:"domain"`
	Trigger    Trigger         `db:"trigger_on"`
	Name       string          `db:"name"`
	Amount     amount.Amount   `db:"amount"`
	State      AwardState      `db:"state"`
	Times      int32           `db:"times"` // how often it was granted
	Transfer   id.ID           `db:"transfer"`
	Event      string          `db:"event"` // that made it due
	AwardedAt  instant.Instant `db:"awarded_at"`
	ReversedAt instant.Instant `db:"reversed_at"`
}

var (
	awards   = store.Define[awardKey, Award]("study_award")
	awardsOf = store.Group[awardsFor](awards, "study_award_pkey")
)

func dayRef(member id.ID, d Day) awardsFor {
	return awardsFor{member.Bucket(), member, "day:" + d.String()}
}

func projectRef(member id.ID, project string) awardsFor {
	return awardsFor{member.Bucket(), member, "project:" + project}
}

// reason is what the ledger's line says: the trigger and the rule's name.
func (a *Award) reason() string { return "study." + string(a.Trigger) + ":" + a.Name }

func (a *Award) reversal() string { return "study." + string(a.Trigger) + ".reversed:" + a.Name }

// grant posts the amount and stores the award. The row is the natural key of
// the movement, so that the ledger needs none.
func (v *visit) grant(a Award) error {
	a.State, a.Event, a.AwardedAt, a.ReversedAt, a.Transfer = Granted, v.event, v.tx.Now(), 0, 0
	a.Times++
	if a.Amount > 0 {
		post, err := v.ledger.Post(v.tx, ledger.PostCmd{
			Debit: ledger.Issuance, Credit: ledger.Member(v.member), Asset: ledger.Study, Amount: a.Amount, Kind: ledger.Earn,
			Reason: a.reason(), Source: "study:" + v.event, Actor: v.by,
		})
		if err != nil {
			return err
		}
		a.Transfer = post.ID
		v.effects = append(v.effects, Effect{Award: a, Transfer: post.ID})
	}
	if a.Times == 1 {
		awards.Add(v.tx, a)
	} else {
		awards.Put(v.tx, a)
	}
	return nil
}

// takeBack reverses an award that is granted. The member may have spent it, and
// owes it then. An operator may have reversed the transfer before.
func (v *visit) takeBack(a Award) (Award, error) {
	a.State, a.ReversedAt = TakenBack, v.tx.Now()
	if a.Transfer != 0 {
		post, err := v.ledger.Reverse(v.tx, ledger.ReverseCmd{Transfer: a.Transfer, Reason: a.reversal(), Actor: v.by, AllowDebt: true})
		switch {
		case err == nil:
			v.effects = append(v.effects, Effect{Award: a, Reversed: true, Transfer: post.ID})
		case !errors.Is(err, ledger.ErrReversed):
			return Award{}, err
		}
	}
	awards.Put(v.tx, a)
	return a, nil
}
