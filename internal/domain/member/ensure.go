package member

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Ensure finds the member with this subject, or makes one.
// Faults: ErrSubject.
func Ensure(tx *store.Tx, s Subject) (m Member, created bool, err error) { return ensure(tx, s, 0) }

// ensure gives a new member the id that was taken for them, or with 0 takes
// one.
func ensure(tx *store.Tx, s Subject, fresh id.ID) (m Member, created bool, err error) {
	if err := s.check(); err != nil {
		return Member{}, false, err
	}
	key := identityKey{s.Bucket(), s}
	who, found, err := identities.Get(tx, key)
	if err != nil {
		return Member{}, false, err
	}
	if found {
		m, err = Get(tx, who.Member)
		return m, false, err
	}
	if fresh == 0 {
		if fresh, err = tx.NewID(s.Bucket()); err != nil {
			return Member{}, false, err
		}
	}
	return create(tx, fresh, s), true, nil
}

// CreateWithID makes a member with a given id: for sample data only.
func CreateWithID(tx *store.Tx, mid id.ID, s Subject) (Member, error) {
	identities.Want(tx, identityKey{s.Bucket(), s})
	m, found, err := members.Get(tx, keyOf(mid))
	if err != nil || found {
		return m, err
	}
	if _, taken, err := identities.Get(tx, identityKey{s.Bucket(), s}); err != nil || taken {
		return Member{}, orTaken(err)
	}
	return create(tx, mid, s), nil
}

func create(tx *store.Tx, mid id.ID, s Subject) Member {
	m := Member{memberKey: keyOf(mid), Status: Active, CreatedAt: tx.Now(), ActiveAt: tx.Now()}
	m.note(s)
	members.Add(tx, m)
	identities.Put(tx, identity{identityKey{s.Bucket(), s}, mid, tx.Now()})
	return m
}

// note repeats a subject on the member's row, for lists.
func (m *Member) note(s Subject) {
	switch s.Kind() {
	case "wallet":
		m.Wallet = s.Value()
	case "username":
		m.Username = s.Value()
	case "email":
		m.Email = s.Value()
	}
}

func orTaken(err error) error {
	if err != nil {
		return err
	}
	return ErrSubjectTaken
}
