package referral

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Refunded says that a member's payment went back. Where it was the one that
// completed their referral, the reward is taken back, once: as much of it as
// the referrer has available, and the rest is recorded as a shortfall.
func (s *Service) Refunded(tx *store.Tx, invited id.ID, order string) error {
	r, found, err := referrals.Get(tx, keyOf(invited))
	if err != nil || !found || r.State != Completed || r.OrderID != order {
		return err
	}
	account, err := s.ledger.Balance(tx, ledger.Member(r.Referrer), ledger.Credit)
	if err != nil {
		return err
	}
	r.Taken = max(0, min(account.Available(), r.Reward))
	r.Shortfall = r.Reward - r.Taken
	r.State, r.EndedAt = ClawedBack, tx.Now()
	referrals.Put(tx, r)
	if r.Taken == 0 {
		return nil
	}
	_, err = s.ledger.Post(tx, ledger.PostCmd{
		Debit: ledger.Member(r.Referrer), Credit: ledger.Issuance, Asset: ledger.Credit, Amount: r.Taken, Kind: ledger.Adjust,
		Reason: reason, Source: source(r.ID), Actor: actor.OfSystem, Key: source(r.ID) + ":clawback",
	})
	return err
}
