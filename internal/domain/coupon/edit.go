package coupon

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// EditCmd changes a coupon. What is nil stays as it is; code and kind always
// do. State is Active or Paused.
type EditCmd struct {
	ID         id.ID
	Name       *string
	Value      *amount.Amount
	MinAmount  *amount.Amount
	MaxUsage   *int64
	ValidFrom  *instant.Instant
	ValidUntil *instant.Instant
	Visibility *Visibility
	State      *State
	Actor      actor.Actor
}

// Edit changes a coupon. Orders that hold it keep what they were promised.
// Faults: ErrNotFound, ErrField with the field, ErrLimit.
// contract: N-14
func (s *Service) Edit(tx *store.Tx, cmd EditCmd) (Coupon, error) {
	c, err := lock(tx, cmd.ID)
	if err != nil {
		return Coupon{}, err
	}
	before := c.words()
	set(&c.Name, cmd.Name)
	set(&c.Value, cmd.Value)
	set(&c.MinAmount, cmd.MinAmount)
	set(&c.MaxUsage, cmd.MaxUsage)
	set(&c.ValidFrom, cmd.ValidFrom)
	set(&c.ValidUntil, cmd.ValidUntil)
	set(&c.Visibility, cmd.Visibility)
	set(&c.State, cmd.State)
	if err := c.check(); err != nil {
		return Coupon{}, err
	}
	if c.MaxUsage < c.Claimed {
		return Coupon{}, ErrLimit.With("claimed", c.Claimed)
	}
	c.ChangedAt = tx.Now()
	coupons.Put(tx, c)
	return c, note(tx, cmd.Actor, "coupon.edit", c.ID, before, c.words())
}

// SetStateCmd pauses a coupon or lets it run again.
type SetStateCmd struct {
	ID    id.ID
	State State
	Actor actor.Actor
}

// SetState pauses a coupon or lets it run again. A paused one can be neither
// claimed nor used; orders that hold it go on.
// Faults: ErrNotFound, ErrField.
// contract: N-14
func (s *Service) SetState(tx *store.Tx, cmd SetStateCmd) (Coupon, error) {
	return s.Edit(tx, EditCmd{ID: cmd.ID, State: &cmd.State, Actor: cmd.Actor})
}

// Delete takes a coupon away from everybody who has not used it. Orders that
// hold it go on. Its code is free again where nobody ever had the coupon.
// Faults: ErrNotFound.
// contract: N-14
func (s *Service) Delete(tx *store.Tx, i id.ID, by actor.Actor) error {
	c, err := lock(tx, i)
	if err != nil {
		return err
	}
	if c.Claimed == 0 {
		if _, _, err := codes.Get(tx, codeOf(c.Code)); err != nil {
			return err
		}
		codes.Delete(tx, codeOf(c.Code))
	}
	before := c.words()
	c.State, c.ChangedAt = Deleted, tx.Now()
	coupons.Put(tx, c)
	return note(tx, by, "coupon.delete", i, before, "")
}
