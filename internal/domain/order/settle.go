package order

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/platform/store"
)

// The reasons on the ledger's lines.
const (
	ReasonRecharge   = "credit.recharge"
	ReasonBonus      = "credit.bonus"
	ReasonMembership = "credit.membership"
	ReasonRefund     = "credit.refund"
)

// settle gives what a paid order is for, once: its natural keys in the ledger
// are the order's. The caller puts the order.
// Faults: ledger.ErrInsufficient, of a membership that is paid with credits.
func (s *Service) settle(tx *store.Tx, o *Order) error {
	if o.settled() {
		panic("order: paid twice")
	}
	o.State, o.PaidAt, o.EndedAt, o.Reason = Paid, tx.Now(), 0, ""
	if !o.withMoney() {
		err := s.post(tx, o, ledger.PostCmd{Debit: o.account(), Credit: ledger.Revenue, Kind: ledger.Spend, Amount: o.Credits, Reason: ReasonMembership, Key: o.Source()})
		if err != nil {
			return err
		}
	}
	if err := s.give(tx, o); err != nil {
		return err
	}
	if o.Coupon != "" && s.Coupons != nil {
		if err := s.Coupons.Use(tx, o.Member, o.ID); err != nil {
			return err
		}
	}
	if !o.withMoney() {
		return nil
	}
	return s.captured(tx, o)
}

// give hands over the credits, the membership's time and the bonus.
func (s *Service) give(tx *store.Tx, o *Order) error {
	if n := o.bought(); n > 0 {
		err := s.post(tx, o, ledger.PostCmd{Debit: ledger.Issuance, Credit: o.account(), Kind: ledger.Buy, Amount: n, Reason: ReasonRecharge, Key: o.Source()})
		if err != nil {
			return err
		}
	}
	if o.Kind == Membership {
		span, err := membership.Extend(tx, membership.ExtendCmd{Member: o.Member, Plan: o.Plan, Source: o.Source()})
		if err != nil {
			return err
		}
		o.StartsAt, o.EndsAt = span.Start, span.End
	}
	if o.Bonus == 0 {
		return nil
	}
	return s.post(tx, o, ledger.PostCmd{Debit: ledger.Issuance, Credit: o.account(), Kind: ledger.Earn, Amount: o.Bonus, Reason: ReasonBonus, Key: o.Source() + ":bonus"})
}

// captured notes that money was taken.
func (s *Service) captured(tx *store.Tx, o *Order) error {
	p, err := getPayer(tx, o.Member)
	if err != nil {
		return err
	}
	p.Paid++
	payers.Put(tx, p)
	if s.Referrals != nil {
		if err := s.Referrals.Paid(tx, o.Member, o.ID); err != nil {
			return err
		}
	}
	return s.note(tx, o, o.Payable, o.bought())
}

// note tells the revenue of money.
func (s *Service) note(tx *store.Tx, o *Order, fen, credits amount.Amount) error {
	if s.Revenue == nil {
		return nil
	}
	return s.Revenue.Note(tx, o.ID, o.Member, string(o.Kind), fen, credits, o.Sandbox)
}

// post moves credits for the order.
func (s *Service) post(tx *store.Tx, o *Order, cmd ledger.PostCmd) error {
	cmd.Asset, cmd.Source = ledger.Credit, o.Source()
	if cmd.Actor == (actor.Actor{}) {
		cmd.Actor = actor.OfMember(o.Member)
	}
	done, err := s.Ledger.Post(tx, cmd)
	if err == nil && done.Repeated {
		panic("order: a movement of " + o.ID + " happened before")
	}
	return err
}
