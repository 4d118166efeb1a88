package activity

import (
	"fmt"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Service keeps the activities.
type Service struct{ ledger *ledger.Ledger }

// New makes the service; gifts are posted on the ledger.
func New(l *ledger.Ledger) *Service { return &Service{l} }

// Get reads an activity that is not deleted inside a write, and locks it.
// Faults: ErrNotFound.
func Get(tx *store.Tx, i id.ID) (Activity, error) { return lock(tx, i) }

// lock gets an activity that is not deleted.
func lock(tx *store.Tx, i id.ID) (Activity, error) {
	a, found, err := activities.Get(tx, activityOf(i))
	if err == nil && (!found || a.State == Deleted) {
		err = ErrNotFound
	}
	return a, err
}

// running reads, without locks, the activities of a kind that run now.
func running(tx *store.Tx, k Kind) ([]Activity, error) {
	all, err := shelves.Read(tx, shelfKey{Route, k, Current})
	if err != nil {
		return nil, err
	}
	var list []Activity
	for i := range all {
		if all[i].open(tx.Now()) == nil {
			list = append(list, all[i])
		}
	}
	return list, nil
}

// object names an activity, in the audit record and on the ledger.
func object(i id.ID) string { return fmt.Sprintf("activity:%d", i) }

func note(tx *store.Tx, by actor.Actor, action string, i id.ID, earlier, later string) error {
	return audit.Note(tx, audit.NoteCmd{Actor: by, Action: action, Object: object(i), Earlier: earlier, Later: later})
}

// words are what an operator's act is recorded by.
func (a Activity) words() string {
	return fmt.Sprintf("name=%q type=%s credits=%d bonus_credits=%d percent_off=%d/100 amount_off=%s plans=%q audience=%s new_within_days=%d auto=%t max_participants=%d budget=%s time=%d-%d state=%s description=%q",
		a.Name, a.Kind, a.Credits, a.BonusCredits, a.PercentOff, a.AmountOff.Format(2), a.Plans, a.Audience, a.NewWithinDays, a.AutoJoin,
		a.MaxParticipants, a.Budget.Format(a.Unit()), a.StartsAt, a.EndsAt, a.State, a.Description)
}

// set gives *to the new value, where there is one.
func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// orElse is err, or the fault where there is none.
func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
