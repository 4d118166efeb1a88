package activity

import (
	"slices"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/membership"
)

// Kind says what an activity is about.
type Kind string

// The kinds.
const (
	CreditGift         Kind = "credit_gift"         // credits for joining
	MembershipDiscount Kind = "membership_discount" // memberships cost less
	ReferralBonus      Kind = "referral_bonus"      // referrals earn another reward
	FirstPurchase      Kind = "first_purchase"      // the first purchase costs less or gives more
)

func (k Kind) valid() bool {
	return k == CreditGift || k == MembershipDiscount || k == ReferralBonus || k == FirstPurchase
}

// Audience says whom a gift is for.
type Audience string

// The audiences. New users are those whose account is at most NewWithinDays
// old, or with 0 was made since the activity began.
const (
	Everybody  Audience = "all"
	NewUsers   Audience = "new_users"
	Members    Audience = "members"     // with a running membership
	NonMembers Audience = "non_members" // without one
)

// Bounds of what activities give.
const (
	creditsMax    amount.Amount = 1_000_000_000
	amountMax     amount.Amount = 1_000_000_000_00 // fen
	percentMax                  = 100_00           // hundredths of a percent
	newWithinMax                = 3650             // days
	plansMax                    = 100              // bytes
	creditWorth                 = 10               // fen: ten credits are a yuan
	plansSeparate               = ","
)

// Config is what an activity gives, and to whom. Which fields a kind has
// stands beside them; the others are zero.
type Config struct {
	Credits       amount.Amount `db:"credits"`         // CreditGift, ReferralBonus
	BonusCredits  amount.Amount `db:"bonus_credits"`   // FirstPurchase: when it is paid
	PercentOff    int64         `db:"percent_off"`     // MembershipDiscount, FirstPurchase: hundredths of a percent
	AmountOff     amount.Amount `db:"amount_off"`      // MembershipDiscount, FirstPurchase: fen
	Plans         string        `db:"plans"`           // MembershipDiscount: as Plans makes it; "" is every plan
	Audience      Audience      `db:"audience"`        // CreditGift
	NewWithinDays int64         `db:"new_within_days"` // CreditGift for NewUsers
	AutoJoin      bool          `db:"auto_join"`       // CreditGift: whoever registers gets it at once
}

// Plans is a list of plans as Config has it. Faults: ErrField.
func Plans(list []string) (string, error) {
	for _, p := range list {
		if !slices.Contains([]membership.Plan{membership.Monthly, membership.Quarterly, membership.Yearly}, membership.Plan(p)) {
			return "", ErrField.With("field", "config.plans")
		}
	}
	list = slices.Clone(list)
	slices.Sort(list)
	return strings.Join(slices.Compact(list), plansSeparate), nil
}

// PlanList is the list that Plans was given.
func (c Config) PlanList() []string {
	if c.Plans == "" {
		return nil
	}
	return strings.Split(c.Plans, plansSeparate)
}

// covers reports whether a plan is among those of the discount. A plan that
// is not known is covered by discounts on every plan only.
func (c Config) covers(plan string) bool {
	return c.Plans == "" || slices.Contains(c.PlanList(), plan)
}

// isDiscount reports whether it takes money off.
func (c Config) isDiscount() bool { return c.PercentOff > 0 || c.AmountOff > 0 }

// Unit is the scale of the budget of an activity of this kind: 2 for CNY, 0
// for credits.
func (c Config) Unit() int {
	if c.isDiscount() {
		return 2
	}
	return 0
}

// apply tells what an order of total fen costs, and which credits it gives
// in addition. What is taken off is rounded down; one fen stays to be paid.
func (c Config) apply(total amount.Amount) (payable, bonus amount.Amount, err error) {
	off := c.AmountOff
	if c.PercentOff > 0 {
		if off, err = amount.MulDiv(total, c.PercentOff, percentMax); err != nil {
			return 0, 0, err
		}
	}
	return max(1, total-off), c.BonusCredits, nil
}

// cost is what of the budget an order takes.
func (c Config) cost(total, payable amount.Amount) amount.Amount {
	if c.isDiscount() {
		return total - payable
	}
	return c.BonusCredits
}

// normal fills in what is not said: a gift is for new users.
func (c Config) normal(k Kind) Config {
	if k == CreditGift && c.Audience == "" {
		c.Audience = NewUsers
	}
	return c
}

// check holds the fields to those of the kind, and to their bounds.
func (c Config) check(k Kind) error {
	gift, discount, first := k == CreditGift, k == MembershipDiscount || k == FirstPurchase, k == FirstPurchase
	credits := gift || k == ReferralBonus
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"config.credits", within(int64(c.Credits), int64(creditsMax), credits, true)},
		{"config.percent_off", within(c.PercentOff, percentMax, discount, false)},
		{"config.amount_off", within(int64(c.AmountOff), int64(amountMax), discount && c.PercentOff == 0, false)},
		{"config.bonus_credits", within(int64(c.BonusCredits), int64(creditsMax), first, false)},
		{"config.percent_off", k != MembershipDiscount || c.isDiscount()},
		{"config.bonus_credits", !first || c.isDiscount() || c.BonusCredits > 0},
		{"config.plans", len(c.Plans) <= plansMax && (c.Plans == "" || k == MembershipDiscount)},
		{"config.audience", (c.Audience == "") != gift && (!gift || c.Audience.valid())},
		{"config.new_users_within_days", within(c.NewWithinDays, newWithinMax, c.Audience == NewUsers, false)},
		{"config.auto", !c.AutoJoin || gift && c.Audience != Members},
	} {
		if !f.ok {
			return ErrField.With("field", f.name)
		}
	}
	return nil
}

// within reports whether a value is in its bounds: 0 where the kind has not
// the field, more than 0 where it needs it.
func within(value, most int64, has, needed bool) bool {
	switch {
	case !has:
		return value == 0
	case needed:
		return value > 0 && value <= most
	}
	return value >= 0 && value <= most
}

func (a Audience) valid() bool {
	return a == Everybody || a == NewUsers || a == Members || a == NonMembers
}
