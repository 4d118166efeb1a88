package member

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Link gives a member one more subject. Repeating it changes nothing.
// Faults: ErrNotFound, ErrSubject, ErrSubjectTaken.
func Link(tx *store.Tx, mid id.ID, s Subject) (Member, error) {
	if err := s.check(); err != nil {
		return Member{}, err
	}
	key := identityKey{s.Bucket(), s}
	identities.Want(tx, key)
	m, err := lock(tx, mid)
	if err != nil {
		return Member{}, err
	}
	who, found, err := identities.Get(tx, key)
	switch {
	case err != nil:
		return Member{}, err
	case found && who.Member != mid:
		return Member{}, ErrSubjectTaken
	case !found:
		identities.Put(tx, identity{key, mid, tx.Now()})
		m.note(s)
		members.Put(tx, m)
	}
	return m, nil
}

// referralDepthMax bounds the walk up a referral chain.
const referralDepthMax = 200

// SetReferrer says who brought a member. It can be said once.
// Faults: ErrNotFound, ErrReferrerSet, ErrReferrerCycle.
// contract: N-02
func SetReferrer(tx *store.Tx, mid, referrer id.ID) (Member, error) {
	m, err := lock(tx, mid)
	if err != nil {
		return Member{}, err
	}
	if m.Referrer == referrer {
		return m, nil
	}
	if m.Referrer != 0 {
		return Member{}, ErrReferrerSet
	}
	up := referrer
	for depth := 0; up != 0; depth++ {
		if up == mid || depth > referralDepthMax {
			return Member{}, ErrReferrerCycle
		}
		// Locked, so that two members cannot name each other at once.
		above, err := lock(tx, up)
		if err != nil {
			return Member{}, err
		}
		up = above.Referrer
	}
	m.Referrer = referrer
	members.Put(tx, m)
	return m, nil
}

// SetDomain places a member in a study domain; 0 is none. Faults: ErrDomain.
// contract: N-02
func SetDomain(tx *store.Tx, mid id.ID, domain int32) (Member, error) {
	if domain < 0 {
		return Member{}, ErrDomain
	}
	return change(tx, mid, func(m *Member) { m.Domain = domain })
}

// SetStatus suspends a member or lets them act again. Faults: ErrStatus.
// contract: N-02
func SetStatus(tx *store.Tx, mid id.ID, status Status) (Member, error) {
	if status != Active && status != Suspended {
		return Member{}, ErrStatus
	}
	return change(tx, mid, func(m *Member) { m.Status = status })
}

// Touch notes that the member was active now.
func Touch(tx *store.Tx, mid id.ID) error {
	_, err := change(tx, mid, func(m *Member) { m.ActiveAt = tx.Now() })
	return err
}

func change(tx *store.Tx, mid id.ID, set func(*Member)) (Member, error) {
	m, err := lock(tx, mid)
	if err != nil {
		return Member{}, err
	}
	set(&m)
	members.Put(tx, m)
	return m, nil
}

func lock(tx *store.Tx, mid id.ID) (Member, error) {
	m, found, err := members.Get(tx, keyOf(mid))
	if err == nil && !found {
		err = ErrNotFound
	}
	return m, err
}
