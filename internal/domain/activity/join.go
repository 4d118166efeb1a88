package activity

import (
	"fmt"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/membership"
	"guerdon/internal/platform/store"
)

// JoinCmd asks to take part in an activity.
type JoinCmd struct {
	Member   id.ID
	Activity id.ID
}

// Joined is what joining gave. Available is what the member may spend after
// it.
type Joined struct {
	Participation
	Activity  Activity
	Available amount.Amount
}

// Join takes part in an activity, once. A gift is posted in the same write;
// of the other kinds it is only recorded, and nothing is credited now.
// Faults: ErrNotFound, ErrNotStarted, ErrEnded, ErrPaused, ErrJoined,
// ErrNotEligible, ErrFull, ErrBudget, member.ErrNotFound.
// contract: S2-28
func (s *Service) Join(tx *store.Tx, cmd JoinCmd) (Joined, error) {
	participations.Want(tx, participationOf(cmd.Member, cmd.Activity))
	s.ledger.Want(tx, ledger.Member(cmd.Member), ledger.Credit)
	membership.Want(tx, cmd.Member)
	a, err := lock(tx, cmd.Activity)
	if err != nil {
		return Joined{}, err
	}
	if err := a.open(tx.Now()); err != nil {
		return Joined{}, err
	}
	p, has, err := participations.Get(tx, participationOf(cmd.Member, a.ID))
	if err != nil {
		return Joined{}, err
	}
	if has && p.JoinedAt != 0 {
		return Joined{}, ErrJoined
	}
	if err := admit(tx, &a, cmd.Member); err != nil {
		return Joined{}, err
	}
	return s.join(tx, &a, p, has, cmd.Member)
}

// join is Join for a member who may, into a locked activity.
func (s *Service) join(tx *store.Tx, a *Activity, p Participation, has bool, who id.ID) (Joined, error) {
	cost := amount.Amount(0)
	if a.Kind == CreditGift {
		cost = a.Credits
	}
	if !has {
		if err := a.room(1, cost); err != nil {
			return Joined{}, err
		}
		var err error
		if p, err = enter(tx, a, who); err != nil {
			return Joined{}, err
		}
	}
	p.JoinedAt, p.ChangedAt = tx.Now(), tx.Now()
	available, err := s.give(tx, a, &p)
	if err != nil {
		return Joined{}, err
	}
	participations.Put(tx, p)
	activities.Put(tx, *a)
	return Joined{Participation: p, Activity: *a, Available: available}, nil
}

// give posts a gift, and tells what the member may spend then.
func (s *Service) give(tx *store.Tx, a *Activity, p *Participation) (amount.Amount, error) {
	if a.Kind != CreditGift {
		account, err := s.ledger.Balance(tx, ledger.Member(p.Member), ledger.Credit)
		return account.Available(), err
	}
	posted, err := s.ledger.Post(tx, ledger.PostCmd{
		Debit: ledger.Issuance, Credit: ledger.Member(p.Member), Asset: ledger.Credit, Amount: a.Credits, Kind: ledger.Earn,
		Reason: "credit.gift", Source: object(a.ID), Actor: actor.OfMember(p.Member), Key: fmt.Sprintf("activity:%d:%d", a.ID, p.Member),
	})
	if err != nil {
		return 0, err
	}
	a.Spent += a.Credits
	p.Stage, p.Spent, p.Transfer = Given, a.Credits, posted.ID
	return posted.Available, nil
}

// admit tells why a gift is not for a member.
func admit(tx *store.Tx, a *Activity, who id.ID) error {
	if a.Kind != CreditGift {
		return nil
	}
	switch a.Audience {
	case NewUsers:
		m, err := member.Get(tx, who)
		if err == nil && !a.isNew(m.CreatedAt, tx.Now()) {
			err = ErrNotEligible
		}
		return err
	case Members, NonMembers:
		has, err := membership.Get(tx, who)
		if err == nil && has.IsActive(tx.Now()) != (a.Audience == Members) {
			err = ErrNotEligible
		}
		return err
	}
	return nil
}

// isNew reports whether an account is a new user's.
func (a *Activity) isNew(created, now instant.Instant) bool {
	if a.NewWithinDays > 0 {
		return created >= now.Add(-time.Duration(a.NewWithinDays)*24*time.Hour)
	}
	return created >= a.StartsAt
}

// Registered gives a member who has just registered every gift that is for
// whoever does. One whose limits are reached is left out: nobody is kept from
// registering.
// contract: S2-01
func (s *Service) Registered(tx *store.Tx, who id.ID) error {
	gifts, err := running(tx, CreditGift)
	if err != nil {
		return err
	}
	for i := range gifts {
		if !gifts[i].AutoJoin {
			continue
		}
		if err := s.welcome(tx, gifts[i].ID, who); err != nil {
			return err
		}
	}
	return nil
}

// welcome is Join for somebody who is new by construction.
func (s *Service) welcome(tx *store.Tx, i, who id.ID) error {
	participations.Want(tx, participationOf(who, i))
	a, err := lock(tx, i)
	if err != nil {
		return err
	}
	p, has, err := participations.Get(tx, participationOf(who, i))
	if err != nil {
		return err
	}
	if has || a.open(tx.Now()) != nil || a.room(1, a.Credits) != nil {
		return nil
	}
	_, err = s.join(tx, &a, p, false, who)
	return err
}
