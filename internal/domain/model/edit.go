package model

import (
	"strings"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/platform/store"
)

// EditCmd changes a model. Nil leaves a field as it is. Version, where it is
// not 0, is the one that the caller saw.
type EditCmd struct {
	Model       id.ID
	Version     int64
	Name        *string
	Provider    *string
	ModelName   *string
	Base        *string
	Key         *string // "" takes it away
	Temperature *int32
	TokensMax   *int32
	Makes       []creation.Type // nil leaves it
	Cost        *amount.Amount
	Priority    *int32
	State       *State
	Actor       actor.Actor
}

// Edit changes a model. Tasks under way keep the price that they began with.
// Faults: ErrNotFound, ErrStale, ErrField with the field, ErrBase, ErrKeyAgain.
// contract: S2-38, N-15
func (s *Service) Edit(tx *store.Tx, cmd EditCmd) (Model, error) {
	before, found, err := models.Get(tx, keyOf(cmd.Model))
	switch {
	case err != nil:
		return Model{}, err
	case !found:
		return Model{}, ErrNotFound
	case cmd.Version != 0 && cmd.Version != before.Version:
		return Model{}, ErrStale
	}
	m := before
	cmd.apply(&m)
	key := ""
	if cmd.Key != nil {
		key = *cmd.Key
	}
	if err := s.check(&m, key); err != nil {
		return Model{}, err
	}
	if cmd.Key == nil && m.KeySealed != "" && hostOf(m.Base) != hostOf(before.Base) {
		return Model{}, ErrKeyAgain
	}
	if cmd.Key != nil {
		s.seal(&m, key)
	}
	m.Version++
	m.ChangedAt = tx.Now()
	models.Put(tx, m)
	return m, note(tx, cmd.Actor, "model.edit", before, m)
}

func (cmd EditCmd) apply(m *Model) {
	set(&m.Name, trimmed(cmd.Name))
	set(&m.ModelName, trimmed(cmd.ModelName))
	if p := trimmed(cmd.Provider); p != nil {
		m.Provider = strings.ToLower(*p)
	}
	set(&m.Base, cmd.Base)
	set(&m.Temperature, cmd.Temperature)
	set(&m.TokensMax, cmd.TokensMax)
	set(&m.Cost, cmd.Cost)
	set(&m.Priority, cmd.Priority)
	set(&m.State, cmd.State)
	if cmd.Makes != nil {
		m.setTypes(cmd.Makes)
	}
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func trimmed(text *string) *string {
	if text == nil {
		return nil
	}
	out := strings.TrimSpace(*text)
	return &out
}

// Remove deletes a model that no task was ever given to, and makes any other
// inactive. Faults: ErrNotFound.
// contract: S2-39, N-15
func (s *Service) Remove(tx *store.Tx, model id.ID, by actor.Actor) (deleted bool, err error) {
	m, found, err := models.Get(tx, keyOf(model))
	switch {
	case err != nil:
		return false, err
	case !found:
		return false, ErrNotFound
	case m.UsedAt == 0:
		models.Delete(tx, m.modelKey)
		return true, note(tx, by, "model.delete", m, Model{})
	}
	after := m
	after.State, after.Version, after.ChangedAt = Inactive, m.Version+1, tx.Now()
	models.Put(tx, after)
	return false, note(tx, by, "model.deactivate", m, after)
}
