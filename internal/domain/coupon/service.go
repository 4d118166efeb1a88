package coupon

import (
	"fmt"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/store"
)

// Service keeps the coupons. It has no state of its own.
type Service struct{}

// New makes the service.
func New() *Service { return &Service{} }

// Get reads a coupon that is not deleted inside a write, and locks it.
// Faults: ErrNotFound.
func Get(tx *store.Tx, i id.ID) (Coupon, error) { return lock(tx, i) }

// lock gets a coupon that is not deleted.
func lock(tx *store.Tx, i id.ID) (Coupon, error) {
	c, found, err := coupons.Get(tx, couponOf(i))
	if err == nil && (!found || c.State == Deleted) {
		err = ErrNotFound
	}
	return c, err
}

func note(tx *store.Tx, by actor.Actor, action string, i id.ID, earlier, later string) error {
	return audit.Note(tx, audit.NoteCmd{Actor: by, Action: action, Object: fmt.Sprintf("coupon:%d", i), Earlier: earlier, Later: later})
}

// words are what an operator's act is recorded by.
func (c Coupon) words() string {
	return fmt.Sprintf("code=%s name=%q type=%s value=%s min_amount=%s max_usage=%d valid=%d-%d visibility=%s state=%s",
		c.Code, c.Name, c.Kind, c.Value.Format(c.Kind.Scale()), c.MinAmount.Format(2), c.MaxUsage, c.ValidFrom, c.ValidUntil, c.Visibility, c.State)
}

// set gives *to the new value, where there is one.
func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}
