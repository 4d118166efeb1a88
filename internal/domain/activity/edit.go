package activity

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// EditCmd changes an activity. What is nil stays as it is; the kind always
// does. State is Active or Paused.
type EditCmd struct {
	ID              id.ID
	Name            *string
	Description     *string
	Config          *Config
	MaxParticipants *int64
	Budget          *amount.Amount
	StartsAt        *instant.Instant
	EndsAt          *instant.Instant
	State           *State
	Actor           actor.Actor
}

// Edit changes an activity. Orders that have its discount keep what they were
// promised.
// Faults: ErrNotFound, ErrField with the field, ErrLimit.
// contract: N-14
func (s *Service) Edit(tx *store.Tx, cmd EditCmd) (Activity, error) {
	a, err := lock(tx, cmd.ID)
	if err != nil {
		return Activity{}, err
	}
	before := a
	set(&a.Name, cmd.Name)
	set(&a.Description, cmd.Description)
	set(&a.Config, cmd.Config)
	set(&a.MaxParticipants, cmd.MaxParticipants)
	set(&a.Budget, cmd.Budget)
	set(&a.StartsAt, cmd.StartsAt)
	set(&a.EndsAt, cmd.EndsAt)
	set(&a.State, cmd.State)
	a.Config = a.normal(a.Kind)
	if err := a.check(); err != nil {
		return Activity{}, err
	}
	if a.Unit() != before.Unit() && (a.Spent > 0 || a.Budget > 0) {
		return Activity{}, ErrField.With("field", "config") // the budget would be of another unit
	}
	if a.room(0, 0) != nil {
		return Activity{}, ErrLimit
	}
	a.Shelf, a.ChangedAt = Current, tx.Now()
	activities.Put(tx, a)
	return a, note(tx, cmd.Actor, "activity.edit", a.ID, before.words(), a.words())
}

// SetStateCmd pauses an activity or lets it run again.
type SetStateCmd struct {
	ID    id.ID
	State State
	Actor actor.Actor
}

// SetState pauses an activity or lets it run again. Nobody can join a paused
// one, and no order gets its discount.
// Faults: ErrNotFound, ErrField.
// contract: N-14
func (s *Service) SetState(tx *store.Tx, cmd SetStateCmd) (Activity, error) {
	return s.Edit(tx, EditCmd{ID: cmd.ID, State: &cmd.State, Actor: cmd.Actor})
}

// Delete ends an activity for good. What was given stays given.
// Faults: ErrNotFound.
// contract: N-14
func (s *Service) Delete(tx *store.Tx, i id.ID, by actor.Actor) error {
	a, err := lock(tx, i)
	if err != nil {
		return err
	}
	before := a.words()
	a.State, a.Shelf, a.ChangedAt = Deleted, Past, tx.Now()
	activities.Put(tx, a)
	return note(tx, by, "activity.delete", i, before, "")
}
