package activity

import (
	"cmp"
	"slices"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// The kinds of orders that activities know. That of a membership may name
// its plan: "membership:monthly".
const (
	membershipOrder = "membership"
	rechargeOrder   = "recharge"
)

// offer is what an activity would do to an order.
type offer struct {
	activity id.ID
	payable  amount.Amount
	bonus    amount.Amount
	worth    amount.Amount // to the member, in fen
}

// Discount is what the best running activity takes off an order of total fen:
// payable is at least one fen, and bonus the credits to give when it is paid.
// activity is 0 where none does. kind is "membership", or "membership:" and
// the plan, or "recharge"; first is true where the member never paid before.
// A member has each activity's discount for one order only, until that order
// is released. Repeating it for the same order answers as the first time.
// contract: S2-05, S2-06
func (s *Service) Discount(tx *store.Tx, who id.ID, kind, order string, first bool, total amount.Amount) (payable, bonus amount.Amount, activity id.ID, err error) {
	offers, err := offersFor(tx, who, kind, order, first, total)
	if err != nil {
		return 0, 0, 0, err
	}
	for _, o := range offers {
		p, ok, err := apply(tx, o.activity, who, order, total)
		if err != nil {
			return 0, 0, 0, err
		}
		if ok {
			return p.Payable, p.Bonus, o.activity, nil
		}
	}
	return total, 0, 0, nil
}

// offersFor are the offers of running activities, the best one first. It
// locks nothing: apply looks again.
func offersFor(tx *store.Tx, who id.ID, kind, order string, first bool, total amount.Amount) ([]offer, error) {
	list, err := candidates(tx, kind, first)
	if err != nil || len(list) == 0 || total < 1 {
		return nil, err
	}
	for i := range list {
		participations.WantRead(tx, participationOf(who, list[i].ID))
	}
	var offers []offer
	for i := range list {
		a := &list[i]
		p, has, err := participations.Read(tx, participationOf(who, a.ID))
		if err != nil {
			return nil, err
		}
		if has && p.Stage == Applied && p.OrderID == order {
			return []offer{{activity: a.ID}}, nil
		}
		payable, bonus, err := a.apply(total)
		if err != nil {
			return nil, err
		}
		more := int64(1)
		if has {
			more = 0
		}
		o := offer{a.ID, payable, bonus, total - payable + bonus*creditWorth}
		if o.worth > 0 && (!has || p.Stage == Enrolled) && a.room(more, a.cost(total, payable)) == nil {
			offers = append(offers, o)
		}
	}
	slices.SortFunc(offers, func(a, b offer) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.activity, b.activity))
	})
	return offers, nil
}

// candidates are the running activities that are about such orders.
func candidates(tx *store.Tx, kind string, first bool) ([]Activity, error) {
	kind, plan, _ := strings.Cut(kind, ":")
	if kind != membershipOrder && kind != rechargeOrder {
		return nil, nil
	}
	var list []Activity
	shelves.WantRead(tx, shelfKey{Route, FirstPurchase, Current})
	if kind == membershipOrder {
		found, err := running(tx, MembershipDiscount)
		if err != nil {
			return nil, err
		}
		for i := range found {
			if found[i].covers(plan) {
				list = append(list, found[i])
			}
		}
	}
	if first {
		found, err := running(tx, FirstPurchase)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// apply gives an order the discount of an activity, if it may still have it.
func apply(tx *store.Tx, i, who id.ID, order string, total amount.Amount) (Participation, bool, error) {
	key := participationOf(who, i)
	participations.Want(tx, key)
	a, found, err := activities.Get(tx, activityOf(i))
	if err != nil {
		return Participation{}, false, err
	}
	p, has, err := participations.Get(tx, key)
	if err != nil {
		return Participation{}, false, err
	}
	if has && p.Stage == Applied {
		return p, p.OrderID == order, nil
	}
	if !found || a.open(tx.Now()) != nil {
		return p, false, nil
	}
	payable, bonus, err := a.apply(total)
	if err != nil {
		return p, false, err
	}
	more := int64(1)
	if has {
		more = 0
	}
	cost := a.cost(total, payable)
	if a.room(more, cost) != nil {
		return p, false, nil
	}
	if !has {
		if p, err = enter(tx, &a, who); err != nil {
			return p, false, err
		}
	}
	a.Spent += cost
	p.Stage, p.OrderID, p.Payable, p.Bonus, p.Spent, p.ChangedAt = Applied, order, payable, bonus, cost, tx.Now()
	participations.Put(tx, p)
	activities.Put(tx, a)
	return p, true, nil
}

// Release says that an order with an activity's discount will not be paid:
// the member may have the discount again, and the budget has back what it
// took. It changes nothing where the order has none.
// contract: S2-05, S2-06
func (s *Service) Release(tx *store.Tx, who, activity id.ID, order string) error {
	key := participationOf(who, activity)
	participations.Want(tx, key)
	a, found, err := activities.Get(tx, activityOf(activity))
	if err != nil || !found {
		return err
	}
	p, has, err := participations.Get(tx, key)
	if err != nil || !has || p.Stage != Applied || p.OrderID != order {
		return err
	}
	a.Spent -= p.Spent
	if p.JoinedAt == 0 {
		a.Participants--
		participations.Delete(tx, key)
	} else {
		p.Stage, p.OrderID, p.Payable, p.Bonus, p.Spent, p.ChangedAt = Enrolled, "", 0, 0, 0, tx.Now()
		participations.Put(tx, p)
	}
	activities.Put(tx, a)
	return nil
}

// ReferralBonus is the reward of the running activity that gives most for a
// referral; false where none runs.
// contract: S2-34
func (s *Service) ReferralBonus(tx *store.Tx) (amount.Amount, bool, error) {
	list, err := running(tx, ReferralBonus)
	best := amount.Amount(0)
	for i := range list {
		best = max(best, list[i].Credits)
	}
	return best, best > 0, err
}
