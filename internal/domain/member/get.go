package member

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Get reads a member without locking the row. Faults: ErrNotFound.
func Get(tx *store.Tx, mid id.ID) (Member, error) {
	m, found, err := members.Read(tx, keyOf(mid))
	if err == nil && !found {
		err = ErrNotFound
	}
	return m, err
}

// Find tells whom a subject names, where it names anybody.
func Find(tx *store.Tx, s Subject) (mid id.ID, found bool, err error) {
	who, found, err := identities.Read(tx, identityKey{s.Bucket(), s})
	return who.Member, found, err
}

// Require is Get for somebody who is about to act: suspended members are
// refused. Faults: ErrNotFound, ErrSuspended.
func Require(tx *store.Tx, mid id.ID) (Member, error) {
	m, err := Get(tx, mid)
	if err == nil && m.Status == Suspended {
		err = ErrSuspended
	}
	return m, err
}
