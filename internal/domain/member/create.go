package member

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// CreateCmd asks for a new member with these subjects, at least one. Referrer
// and Domain may be 0.
type CreateCmd struct {
	Subjects []Subject
	Referrer id.ID
	Domain   int32
}

// subjectsMax bounds the subjects that a member begins with.
const subjectsMax = 10

// Create makes a member whom nobody of the subjects names yet.
// Faults: ErrSubject, ErrSubjectTaken with the member, ErrNotFound for the
// referrer, ErrDomain.
// contract: N-02
func Create(tx *store.Tx, cmd CreateCmd) (Member, error) {
	if len(cmd.Subjects) == 0 || len(cmd.Subjects) > subjectsMax {
		return Member{}, ErrSubject
	}
	for _, s := range cmd.Subjects {
		if err := s.check(); err != nil {
			return Member{}, err
		}
		identities.Want(tx, identityKey{s.Bucket(), s})
	}
	for _, s := range cmd.Subjects {
		who, taken, err := identities.Get(tx, identityKey{s.Bucket(), s})
		if err != nil {
			return Member{}, err
		}
		if taken {
			return Member{}, ErrSubjectTaken.With("member", int64(who.Member))
		}
	}
	m, _, err := Ensure(tx, cmd.Subjects[0])
	if err != nil {
		return Member{}, err
	}
	for _, s := range cmd.Subjects[1:] {
		if m, err = Link(tx, m.ID, s); err != nil {
			return Member{}, err
		}
	}
	return place(tx, m, cmd)
}

// place sets what a new member has beside their subjects.
func place(tx *store.Tx, m Member, cmd CreateCmd) (_ Member, err error) {
	if cmd.Domain != 0 {
		if m, err = SetDomain(tx, m.ID, cmd.Domain); err != nil {
			return Member{}, err
		}
	}
	if cmd.Referrer == 0 {
		return m, nil
	}
	return SetReferrer(tx, m.ID, cmd.Referrer)
}
