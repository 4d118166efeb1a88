package referral

import (
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// reason is the code on the ledger's lines.
const reason = "credit.referral"

// Paid says that a member's payment of money was captured. The first one
// completes their referral, if they have one, and pays the referrer; later
// ones change nothing. It never stands in the way of the payment.
func (s *Service) Paid(tx *store.Tx, invited id.ID, order string) error {
	r, found, err := referrals.Get(tx, keyOf(invited))
	if err != nil || !found || r.State != Pending {
		return err
	}
	r.OrderID = order
	m, err := member.Get(tx, r.Referrer)
	if err != nil {
		return err
	}
	if m.Status == member.Suspended {
		r.reject(tx, bySuspended)
		return nil
	}
	free, err := s.countReward(tx, &r)
	if err != nil {
		return err
	}
	if !free {
		r.reject(tx, byMonth)
		return nil
	}
	return s.complete(tx, r)
}

// countReward counts one more reward in the referrer's month, unless that is
// full.
func (s *Service) countReward(tx *store.Tx, r *Referral) (free bool, err error) {
	from, found, err := referrers.Get(tx, keyOf(r.Referrer))
	if err != nil || !found {
		return false, err
	}
	most, err := read(tx, monthSpec)
	if err != nil {
		return false, err
	}
	month := ledger.PeriodOf(tx.Now(), s.ledger.Zone()).Month
	if from.Month != month {
		from.Month, from.Rewarded = month, 0
	}
	if from.Rewarded >= most {
		return false, nil
	}
	from.Rewarded++
	referrers.Put(tx, from)
	r.Month = month
	return true, nil
}

// complete pays the reward that holds now.
func (s *Service) complete(tx *store.Tx, r Referral) (err error) {
	if r.Reward, err = s.reward(tx); err != nil {
		return err
	}
	r.State, r.CompletedAt = Completed, tx.Now()
	referrals.Put(tx, r)
	if r.Reward == 0 {
		return nil
	}
	_, err = s.ledger.Post(tx, ledger.PostCmd{
		Debit: ledger.Issuance, Credit: ledger.Member(r.Referrer), Asset: ledger.Credit, Amount: r.Reward, Kind: ledger.Earn,
		Reason: reason, Source: source(r.ID), Actor: actor.OfSystem, Key: source(r.ID),
	})
	return err
}

// source names a referral in the ledger.
func source(referral id.ID) string { return "referral:" + strconv.FormatInt(int64(referral), 10) }
