package account

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// SetRole makes a member an admin, or a member again, and returns how they
// were too. Access tokens that are out keep the former role until they expire.
// Faults: ErrNotFound, ErrRole.
func SetRole(tx *store.Tx, member id.ID, role Role) (was, c Credential, err error) {
	if role != Member && role != Admin {
		return Credential{}, Credential{}, ErrRole
	}
	if was, err = get(tx, member); err != nil {
		return Credential{}, Credential{}, err
	}
	c = was
	c.Role = role
	credentials.Put(tx, c)
	return was, c, nil
}
