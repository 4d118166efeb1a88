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

// Change edits an operator, and returns how they were too. The last active
// admin stays one. A new password ends the lock and the sessions there are.
// Faults: ErrNotFound, ErrRole, ErrStatus, ErrLastAdmin.
// contract: N-18
func Change(tx *store.Tx, cmd ChangeCmd) (was, o Operator, err error) {
	others, err := adminsBut(tx, cmd.Operator)
	if err != nil {
		return Operator{}, Operator{}, err
	}
	o, found, err := operators.Get(tx, operatorKey{cmd.Operator.Bucket(), cmd.Operator})
	if err != nil {
		return Operator{}, Operator{}, err
	}
	if !found {
		return Operator{}, Operator{}, ErrNotFound
	}
	was = o
	set(&o.Role, cmd.Role)
	set(&o.Domain, cmd.Domain)
	set(&o.Status, cmd.Status)
	set(&o.PasswordHash, cmd.Hash)
	if cmd.Hash != nil {
		o.Failures, o.LockedUntil, o.PasswordAt = 0, 0, tx.Now()
	}
	if !validRole(o.Role, o.Domain) {
		return Operator{}, Operator{}, ErrRole
	}
	if o.Status != Active && o.Status != Disabled {
		return Operator{}, Operator{}, ErrStatus
	}
	if was.isAdmin() && !o.isAdmin() && others == 0 {
		return Operator{}, Operator{}, ErrLastAdmin
	}
	operators.Put(tx, o)
	return was, o, nil
}

func (o Operator) isAdmin() bool { return o.Role == Admin && o.Status == Active }

// adminsBut counts the active admins but for one. The first operator's row
// owns the group: whoever changes operators locks it first.
func adminsBut(tx *store.Tx, but id.ID) (n int, err error) {
	operators.Want(tx, operatorKey{but.Bucket(), but})
	byRole.Want(tx, roleKey{Admin})
	if _, _, err := operators.Get(tx, operatorKey{First.Bucket(), First}); err != nil {
		return 0, err
	}
	list, err := byRole.By(tx, roleKey{Admin})
	for _, o := range list {
		if o.ID != but && o.isAdmin() {
			n++
		}
	}
	return n, err
}

func set[T any](field *T, to *T) {
	if to != nil {
		*field = *to
	}
}
