package order

import (
	"strconv"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// OpenMax is how many orders of a member may wait for their payment.
const OpenMax = 20

// firstLook is when the provider is first asked about an order by a job.
const firstLook = 15 * time.Second

// Buyer is who orders, and how they will pay.
type Buyer struct {
	Member  id.ID
	Method  string
	Surface payment.Surface
	IP      string // the payer's, "" for none
}

// RechargeCmd orders credits for an amount in fen.
type RechargeCmd struct {
	Buyer
	Amount amount.Amount
	Coupon string // "" for none
}

// Recharge places an order for credits: as many as the amount buys, however
// much coupons and activities take off the price. A coupon applies to the
// amount, an activity to what the coupon left. Open makes it payable.
// Faults: ErrAmount, ErrMethod, ErrCircular, ErrUnconfigured, ErrTooMany, and
// the coupon's.
// contract: S2-05
func (s *Service) Recharge(tx *store.Tx, cmd RechargeCmd) (Order, error) {
	switch {
	case cmd.Amount < RechargeMin || cmd.Amount > RechargeMax:
		return Order{}, ErrAmount
	case cmd.Method == Balance:
		return Order{}, ErrCircular
	}
	o := Order{Kind: Recharge, Face: cmd.Amount, Credits: CreditsFor(cmd.Amount), Coupon: cmd.Coupon}
	p, err := s.draft(tx, &o, cmd.Buyer)
	if err != nil {
		return Order{}, err
	}
	if err := s.discount(tx, &o, p.Paid == 0); err != nil {
		return Order{}, err
	}
	return o, s.begin(tx, &o)
}

// MembershipCmd orders a plan.
type MembershipCmd struct {
	Buyer
	Plan membership.Plan
}

// Membership places an order for a plan. With Balance it is paid with credits
// at once; else Open makes it payable.
// Faults: membership.ErrPlan, ErrMethod, ErrUnconfigured, ErrTooMany,
// ledger.ErrInsufficient.
// contract: S2-06
func (s *Service) Membership(tx *store.Tx, cmd MembershipCmd) (Order, error) {
	if cmd.Plan.Months() == 0 {
		return Order{}, membership.ErrPlan
	}
	face, err := readPrice(tx, priceOf(cmd.Plan))
	if err != nil {
		return Order{}, err
	}
	o := Order{Kind: Membership, Plan: cmd.Plan, Face: face}
	p, err := s.draft(tx, &o, cmd.Buyer)
	if err != nil {
		return Order{}, err
	}
	if err := s.discount(tx, &o, p.Paid == 0); err != nil {
		return Order{}, err
	}
	if cmd.Method != Balance {
		return o, s.begin(tx, &o)
	}
	o.Credits = costInCredits(o.Payable)
	if err := s.settle(tx, &o); err != nil {
		return Order{}, err
	}
	o.ChangedAt = tx.Now()
	orders.Add(tx, o)
	return o, nil
}

func readPrice(tx *store.Tx, s setting.Spec) (amount.Amount, error) {
	text, err := s.Read(tx)
	if err != nil {
		return 0, err
	}
	return amount.Parse(text, 2)
}

// draft fills in who orders, and holds them to what they may.
func (s *Service) draft(tx *store.Tx, o *Order, by Buyer) (payer, error) {
	m, ok := s.methods[by.Method]
	switch {
	case by.Method != Alipay && by.Method != Wechat && by.Method != Balance:
		return payer{}, ErrMethod
	case by.Method != Balance && !ok:
		return payer{}, ErrUnconfigured.With("method", by.Method)
	}
	b := by.Member.Bucket()
	open.Want(tx, openKey{b, by.Member, Pending})
	p, err := getPayer(tx, by.Member)
	if err != nil {
		return payer{}, err
	}
	waiting, err := open.By(tx, openKey{b, by.Member, Pending})
	if err != nil {
		return payer{}, err
	}
	count := 0
	for _, w := range waiting {
		if w.StateAt(tx.Now()) == Pending {
			count++
		}
	}
	if count >= OpenMax && by.Method != Balance {
		return payer{}, ErrTooMany
	}
	payers.Put(tx, p)
	o.key = key{b, newID(tx, o.Kind, b)}
	o.Member, o.Method, o.Sandbox, o.Surface, o.PayerIP = by.Member, by.Method, m.Sandbox, by.Surface, by.IP
	o.State, o.CreatedAt, o.ExpiresAt = Pending, tx.Now(), tx.Now().Add(s.opts.Lifetime)
	return p, nil
}

// discount sets what is left to pay, and the bonus.
func (s *Service) discount(tx *store.Tx, o *Order, first bool) (err error) {
	o.Payable = o.Face
	if o.Coupon != "" {
		if s.Coupons == nil {
			return ErrCoupon
		}
		if o.Payable, o.Bonus, err = s.Coupons.Reserve(tx, o.Member, o.Coupon, o.ID, o.Face); err != nil {
			return err
		}
	}
	if s.Campaigns != nil {
		payable, bonus, activity, err := s.Campaigns.Discount(tx, o.Member, campaignKind(o), o.ID, first, o.Payable)
		if err != nil {
			return err
		}
		o.Payable, o.Bonus, o.Activity = payable, o.Bonus+bonus, activity
	}
	if o.Payable < 1 || o.Payable > o.Face || o.Bonus < 0 || o.Bonus > amount.Max {
		panic("order: a discount leaves an impossible price")
	}
	return nil
}

// begin adds the order, and has it looked after.
func (s *Service) begin(tx *store.Tx, o *Order) error {
	o.ChangedAt = tx.Now()
	orders.Add(tx, *o)
	return s.enqueue(tx, JobWatch, o.Bucket, o.ID, firstLook)
}

func (s *Service) enqueue(tx *store.Tx, kind string, b id.Bucket, name string, wait time.Duration) error {
	_, err := s.Queue.Enqueue(tx, job.EnqueueCmd{Kind: kind, Route: b, Key: name, Payload: []byte(strconv.Quote(name)), RunAt: tx.Now().Add(wait)})
	return err
}

// campaignKind is what campaigns know an order by: a membership's names its
// plan, since some discounts are for some plans alone.
func campaignKind(o *Order) string {
	if o.Kind == Membership {
		return string(o.Kind) + ":" + string(o.Plan)
	}
	return string(o.Kind)
}
