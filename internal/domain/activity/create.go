package activity

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// CreateCmd makes an activity. ID is zero but for sample data, and then of
// bucket 1.
type CreateCmd struct {
	ID          id.ID
	Name        string
	Kind        Kind
	Description string
	Config      Config
	Limits      Limits
	StartsAt    instant.Instant
	EndsAt      instant.Instant
	Actor       actor.Actor
}

// Create makes an activity, and puts those of its kind that are over on the
// shelf.
// Faults: ErrField with the field, ErrTaken.
// contract: S2-26, N-14
func (s *Service) Create(tx *store.Tx, cmd CreateCmd) (Activity, error) {
	a := Activity{
		Name: cmd.Name, Kind: cmd.Kind, Description: cmd.Description, Config: cmd.Config.normal(cmd.Kind), Limits: cmd.Limits,
		StartsAt: cmd.StartsAt, EndsAt: cmd.EndsAt, State: Active, Shelf: Current, CreatedAt: tx.Now(), ChangedAt: tx.Now(),
	}
	if err := a.check(); err != nil {
		return Activity{}, err
	}
	i := cmd.ID
	if i == 0 {
		var err error
		if i, err = tx.NewID(Route); err != nil {
			return Activity{}, err
		}
	}
	a.activityKey = activityOf(i)
	if a.Bucket != Route {
		return Activity{}, ErrField.With("field", "id")
	}
	activities.Want(tx, a.activityKey)
	if err := shelve(tx, a.Kind); err != nil {
		return Activity{}, err
	}
	if _, found, err := activities.Get(tx, a.activityKey); err != nil || found {
		return Activity{}, orElse(err, ErrTaken)
	}
	activities.Put(tx, a)
	return a, note(tx, cmd.Actor, "activity.create", i, "", a.words())
}

// shelve keeps what orders look at as small as what may still run.
func shelve(tx *store.Tx, k Kind) error {
	all, err := shelves.By(tx, shelfKey{Route, k, Current})
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].over(tx.Now()) || all[i].State == Deleted {
			all[i].Shelf = Past
			activities.Put(tx, all[i])
		}
	}
	return nil
}
