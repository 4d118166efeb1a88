package operator

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// ChangeCmd asks to change an operator. Nil means "as it is". Hash is of a
// new password.
type ChangeCmd struct {
	Operator id.ID
	Role     *Role
	Domain   *int32
	Status   *Status
	Hash     *string
}

// Change edits an operator. The last active admin stays one.
// Faults: ErrNotFound, ErrRole, ErrLastAdmin.
// contract: N-18
func Change(tx *store.Tx, cmd ChangeCmd, otherAdmins int) (Operator, error) {
	o, found, err := operators.Get(tx, operatorKey{cmd.Operator.Bucket(), cmd.Operator})
	if err != nil {
		return Operator{}, err
	}
	if !found {
		return Operator{}, ErrNotFound
	}
	was := o
	set(&o.Role, cmd.Role)
	set(&o.Domain, cmd.Domain)
	set(&o.Status, cmd.Status)
	set(&o.PasswordHash, cmd.Hash)
	if cmd.Hash != nil {
		o.Failures, o.LockedUntil = 0, 0
	}
	if !validRole(o.Role, o.Domain) || (o.Status != Active && o.Status != Disabled) {
		return Operator{}, ErrRole
	}
	if was.Role == Admin && was.Status == Active && (o.Role != Admin || o.Status != Active) && otherAdmins == 0 {
		return Operator{}, ErrLastAdmin
	}
	operators.Put(tx, o)
	return o, nil
}

func set[T any](field *T, to *T) {
	if to != nil {
		*field = *to
	}
}
