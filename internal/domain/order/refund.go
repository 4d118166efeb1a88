package order

import (
	"strconv"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/platform/store"
)

// RefundState is where a refund stands.
type RefundState string

// The states.
const (
	RefundRequested RefundState = "requested" // committed here, the provider may have heard of it
	RefundSubmitted RefundState = "submitted" // the provider is at it
	RefundUnknown   RefundState = "unknown"   // its answer was lost
	RefundDone      RefundState = "refunded"
	RefundDenied    RefundState = "failed"
)

// Who began a refund.
const (
	byOperator = "operator"
	byProvider = "provider" // a dispute, or a refund on the provider's own pages
)

type refundKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     string    `db:"id"` // its name at the provider
}

// Refund is money of an order on its way back. Amount is in fen; Credits,
// Bonus and Span are what was taken back for it, and given again where it
// failed. Of an order paid with Balance, Credits are what it gave back.
type Refund struct {
	refundKey
	Order     string          `db:"purchase"`
	Member    id.ID           `db:"member"`
	Amount    amount.Amount   `db:"amount"`
	Credits   amount.Amount   `db:"credits"`
	Bonus     amount.Amount   `db:"bonus"`
	Span      int64           `db:"span"` // microseconds
	State     RefundState     `db:"state"`
	Origin    string          `db:"origin"`
	Reason    string          `db:"reason"`
	Actor     string          `db:"actor"`
	Detail    string          `db:"detail"` // the provider's own word
	Tries     int32           `db:"tries"`
	CreatedAt instant.Instant `db:"created_at"`
	ChangedAt instant.Instant `db:"changed_at"`
	EndedAt   instant.Instant `db:"ended_at"` // refunded or failed
}

// Took is the membership's time that was taken back.
func (r *Refund) Took() time.Duration { return time.Duration(r.Span) * time.Microsecond }

var refunds = store.Define[refundKey, Refund]("purchase_refund")

// refundID names the n-th refund of an order.
func refundID(orderID string, n int32) string { return orderID + "F" + strconv.Itoa(int(n)) }

// RefundCmd is an operator's wish to give an order's money back.
type RefundCmd struct {
	Order  string
	Reason string
	Actor  actor.Actor
}

// Refund takes back what a paid order gave and has the provider give its
// money back: all of it, once. What was paid with credits is given back at
// once. Faults: ErrNotFound, ErrReason, ErrState, ErrRefunding,
// ErrUnconfigured, ledger.ErrLotSpent where bought credits are spent,
// ledger.ErrInsufficient where they are held.
// contract: N-14
func (s *Service) Refund(tx *store.Tx, cmd RefundCmd) (Refund, error) {
	if err := checkReason(cmd.Reason); err != nil {
		return Refund{}, err
	}
	o, err := Get(tx, cmd.Order)
	if err != nil {
		return Refund{}, err
	}
	if _, ok := s.methodOf(&o); !ok && o.withMoney() {
		return Refund{}, ErrUnconfigured.With("method", o.Method)
	}
	r, err := s.newRefund(tx, &o, byOperator)
	if err != nil {
		return Refund{}, err
	}
	r.Reason, r.Actor = cmd.Reason, cmd.Actor.String()
	if err := s.takeBack(tx, &o, &r, o.bought()); err != nil {
		return Refund{}, err
	}
	if o.withMoney() {
		err = s.enqueue(tx, JobRefund, o.Bucket, r.ID, 0)
	} else {
		err = s.complete(tx, &o, &r)
	}
	if err != nil {
		return Refund{}, err
	}
	o.put(tx)
	r.ChangedAt = tx.Now()
	refunds.Add(tx, r)
	return r, audit.Note(tx, audit.NoteCmd{Actor: cmd.Actor, Action: "order.refund", Object: o.Source(), Reason: cmd.Reason, Later: r.ID})
}

// newRefund begins a refund of a paid order, unless there is one.
func (s *Service) newRefund(tx *store.Tx, o *Order, origin string) (Refund, error) {
	if o.State != Paid {
		return Refund{}, ErrState.With("state", string(o.StateAt(tx.Now())))
	}
	if before, found, err := lastRefund(tx, o); err != nil {
		return Refund{}, err
	} else if found && before.EndedAt == 0 {
		return Refund{}, ErrRefunding.With("refund", before.ID)
	}
	o.Refunds++
	o.Refund = refundID(o.ID, o.Refunds)
	return Refund{
		refundKey: refundKey{o.Bucket, o.Refund}, Order: o.ID, Member: o.Member, Amount: o.Payable,
		State: RefundRequested, Origin: origin, CreatedAt: tx.Now(),
	}, nil
}

// lastRefund is the order's latest refund, locked.
func lastRefund(tx *store.Tx, o *Order) (r Refund, found bool, err error) {
	if o.Refund == "" {
		return Refund{}, false, nil
	}
	return refunds.Get(tx, refundKey{o.Bucket, o.Refund})
}

// takeBack takes what the order gave: so many of the credits that were
// bought, the membership's time, and the bonus as far as it is there.
func (s *Service) takeBack(tx *store.Tx, o *Order, r *Refund, bought amount.Amount) (err error) {
	if bought > 0 {
		r.Credits = bought
		err = s.post(tx, o, ledger.PostCmd{Debit: o.account(), Credit: ledger.Issuance, Kind: ledger.Return, Amount: bought, Reason: ReasonRefund, Key: "refund:" + r.ID, Actor: actor.OfSystem})
		if err != nil {
			return err
		}
	}
	if o.Kind == Membership {
		took, err := membership.Shorten(tx, o.Member, o.Source())
		if err != nil {
			return err
		}
		r.Span = took.Microseconds()
	}
	if o.Bonus == 0 {
		return nil
	}
	acc, err := s.Ledger.Balance(tx, o.account(), ledger.Credit)
	if err != nil {
		return err
	}
	if r.Bonus = min(o.Bonus, max(0, acc.Available())); r.Bonus == 0 {
		return nil
	}
	return s.post(tx, o, ledger.PostCmd{Debit: o.account(), Credit: ledger.Issuance, Kind: ledger.Adjust, Amount: r.Bonus, Reason: ReasonBonus, Key: "refund_bonus:" + r.ID, Actor: actor.OfSystem})
}

// giveAgain undoes takeBack, for a refund that failed.
func (s *Service) giveAgain(tx *store.Tx, o *Order, r *Refund) error {
	if r.Credits > 0 {
		err := s.post(tx, o, ledger.PostCmd{Debit: ledger.Issuance, Credit: o.account(), Kind: ledger.Buy, Amount: r.Credits, Reason: ReasonRefund, Key: "refund_failed:" + r.ID, Actor: actor.OfSystem})
		if err != nil {
			return err
		}
	}
	if r.Span > 0 {
		if err := membership.Restore(tx, o.Member, o.Source()); err != nil {
			return err
		}
	}
	if r.Bonus == 0 {
		return nil
	}
	return s.post(tx, o, ledger.PostCmd{Debit: ledger.Issuance, Credit: o.account(), Kind: ledger.Adjust, Amount: r.Bonus, Reason: ReasonBonus, Key: "refund_bonus_failed:" + r.ID, Actor: actor.OfSystem})
}

// complete ends a refund whose money went back. The caller puts both rows.
func (s *Service) complete(tx *store.Tx, o *Order, r *Refund) error {
	r.State, r.EndedAt = RefundDone, tx.Now()
	o.State, o.EndedAt = Refunded, tx.Now()
	if !o.withMoney() {
		r.Credits = o.Credits
		return s.post(tx, o, ledger.PostCmd{Debit: ledger.Revenue, Credit: o.account(), Kind: ledger.Refund, Amount: o.Credits, Reason: ReasonRefund, Key: "refund:" + r.ID, Actor: actor.OfSystem})
	}
	if s.Referrals != nil {
		if err := s.Referrals.Refunded(tx, o.Member, o.ID); err != nil {
			return err
		}
	}
	return s.note(tx, o, -r.Amount, -o.bought())
}

// deny ends a refund of which nothing went back.
func (s *Service) deny(tx *store.Tx, o *Order, r *Refund) error {
	r.State, r.EndedAt = RefundDenied, tx.Now()
	if err := s.giveAgain(tx, o, r); err != nil {
		return err
	}
	return s.openReview(tx, o.about(RefundFailed, r.ID, r.Amount, r.Detail))
}
