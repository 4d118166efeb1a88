package activity

import (
	"strings"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// State is what an operator has said about an activity.
type State string

// The states.
const (
	Active  State = "active"
	Paused  State = "paused"
	Deleted State = "deleted"
)

// Status is where an activity stands at a moment.
type Status string

// The statuses.
const (
	Running  Status = "active"
	OnPause  Status = "paused"
	Upcoming Status = "upcoming"
	Ended    Status = "ended"
	Gone     Status = "deleted"
)

// Shelf says whether orders must look at an activity.
type Shelf string

// An activity is Current until it is over and another one is made.
const (
	Current Shelf = "current"
	Past    Shelf = "past"
)

// Route is the bucket of every activity, and of writes that are about one.
const Route id.Bucket = 1

// Bounds.
const (
	nameMax         = 200 // bytes
	descriptionMax  = 2000
	participantsMax = 1_000_000_000
)

// lastSecond is how long an activity's last second lasts: times come without
// fractions, and the last one is part of it.
const lastSecond = time.Second

type activityKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Limits bound an activity; 0 is no limit. Budget is in the unit of what it
// gives: fen for those that take money off, credits for the others.
type Limits struct {
	MaxParticipants int64         `db:"max_participants"`
	Budget          amount.Amount `db:"budget"`
}

// Activity is a campaign. Spent is what of the budget was given or promised.
type Activity struct {
	activityKey
	Name        string `db:"name"`
	Kind        Kind   `db:"kind"`
	Description string `db:"description"`
	Config
	Limits
	Participants int64           `db:"participants"`
	Spent        amount.Amount   `db:"spent"`
	StartsAt     instant.Instant `db:"starts_at"`
	EndsAt       instant.Instant `db:"ends_at"` // the last second of it
	State        State           `db:"state"`
	Shelf        Shelf           `db:"shelf"`
	CreatedAt    instant.Instant `db:"created_at"`
	ChangedAt    instant.Instant `db:"changed_at"`
}

// shelfKey is the activities of a kind that may run, or that are over.
type shelfKey struct {
	Bucket id.Bucket `db:"bucket"`
	Kind   Kind      `db:"kind"`
	Shelf  Shelf     `db:"shelf"`
}

var (
	activities = store.Define[activityKey, Activity]("activity")
	shelves    = store.Group[shelfKey](activities, "activity_shelf")
)

func activityOf(i id.ID) activityKey { return activityKey{i.Bucket(), i} }

// Status is where the activity stands at a moment.
func (a Activity) Status(now instant.Instant) Status {
	switch {
	case a.State == Deleted:
		return Gone
	case a.State == Paused:
		return OnPause
	case now < a.StartsAt:
		return Upcoming
	case a.over(now):
		return Ended
	}
	return Running
}

func (a Activity) over(now instant.Instant) bool { return now >= a.EndsAt.Add(lastSecond) }

// open tells why nobody can take part now.
func (a Activity) open(now instant.Instant) error {
	switch a.Status(now) {
	case Gone:
		return ErrNotFound
	case OnPause:
		return ErrPaused
	case Upcoming:
		return ErrNotStarted
	case Ended:
		return ErrEnded
	}
	return nil
}

// room tells why the activity cannot take one more participant, or spend
// this much more.
func (a Activity) room(more int64, cost amount.Amount) error {
	switch {
	case a.MaxParticipants > 0 && a.Participants+more > a.MaxParticipants:
		return ErrFull
	case a.Budget > 0 && a.Spent+cost > a.Budget:
		return ErrBudget
	}
	return nil
}

// check holds an activity to its bounds.
func (a *Activity) check() error {
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"name", strings.TrimSpace(a.Name) != "" && len(a.Name) <= nameMax},
		{"type", a.Kind.valid()},
		{"description", len(a.Description) <= descriptionMax},
		{"max_participants", a.MaxParticipants >= 0 && a.MaxParticipants <= participantsMax && (a.MaxParticipants == 0 || a.Kind != ReferralBonus)},
		{"budget", a.Budget >= 0 && a.Budget <= amountMax && (a.Budget == 0 || a.Kind != ReferralBonus)},
		{"start_time", a.StartsAt > 0},
		{"end_time", a.EndsAt > a.StartsAt},
		{"status", a.State == Active || a.State == Paused},
	} {
		if !f.ok {
			return ErrField.With("field", f.name)
		}
	}
	return a.Config.check(a.Kind)
}
