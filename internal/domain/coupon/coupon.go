package coupon

import (
	"strings"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Kind says what a coupon does to an order.
type Kind string

// The kinds, and the unit of a coupon's value.
const (
	Discount    Kind = "discount"     // percent off, in hundredths: 10 % is 1000
	Deduction   Kind = "deduction"    // CNY off, in fen
	CreditBonus Kind = "credit_bonus" // credits in addition
)

// Scale is how many decimal digits one whole of the kind's value has.
func (k Kind) Scale() int {
	if k == CreditBonus {
		return 0
	}
	return 2
}

// Visibility says who sees a coupon that they do not have.
type Visibility string

// A public coupon is everybody's to claim. A private one is had by whoever
// knows its code.
const (
	Public  Visibility = "public"
	Private Visibility = "private"
)

// State is what an operator has said about a coupon.
type State string

// The states.
const (
	Active  State = "active"
	Paused  State = "paused"
	Deleted State = "deleted"
)

// Status is where a coupon stands at a moment.
type Status string

// The statuses. An exhausted coupon cannot be claimed any more; those who
// have it may use it.
const (
	Running   Status = "active"
	OnPause   Status = "paused"
	Upcoming  Status = "upcoming"
	Expired   Status = "expired"
	Exhausted Status = "exhausted"
	Gone      Status = "deleted"
)

// Bounds.
const (
	nameMax = 200 // bytes
	// PercentMax is all of the price, in hundredths of a percent.
	PercentMax = 100_00
	// AmountMax bounds money and credits: fen, or credits.
	AmountMax amount.Amount = 1_000_000_000_00
	// UsageMax bounds how often a coupon may be used.
	UsageMax = 1_000_000_000
)

// lastSecond is how long a coupon's last second lasts: times come without
// fractions, and the last one is part of its validity.
const lastSecond = time.Second

type couponKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Coupon is a code and what it is worth. Money is in fen.
type Coupon struct {
	couponKey
	Code       string          `db:"code"`
	Name       string          `db:"name"`
	Kind       Kind            `db:"kind"`
	Value      amount.Amount   `db:"value"`
	MinAmount  amount.Amount   `db:"min_amount"`
	MaxUsage   int64           `db:"max_usage"`
	Claimed    int64           `db:"claimed"`
	Reserved   int64           `db:"reserved"`
	Used       int64           `db:"used"`
	ValidFrom  instant.Instant `db:"valid_from"`
	ValidUntil instant.Instant `db:"valid_until"` // the last second of it
	Visibility Visibility      `db:"visibility"`
	State      State           `db:"state"`
	CreatedAt  instant.Instant `db:"created_at"`
	ChangedAt  instant.Instant `db:"changed_at"`
}

var coupons = store.Define[couponKey, Coupon]("coupon")

func couponOf(i id.ID) couponKey { return couponKey{i.Bucket(), i} }

// Status is where the coupon stands at a moment.
func (c Coupon) Status(now instant.Instant) Status {
	switch {
	case c.State == Deleted:
		return Gone
	case c.State == Paused:
		return OnPause
	case now < c.ValidFrom:
		return Upcoming
	case now >= c.ValidUntil.Add(lastSecond):
		return Expired
	case c.Claimed >= c.MaxUsage:
		return Exhausted
	}
	return Running
}

// usable tells why a member who has the coupon cannot use it now.
func (c Coupon) usable(now instant.Instant) error {
	switch c.Status(now) {
	case Gone:
		return ErrInvalid
	case OnPause:
		return ErrPaused
	case Upcoming:
		return ErrNotYet
	case Expired:
		return ErrExpired
	}
	return nil
}

// Apply tells what an order of an amount costs with the coupon, and which
// credits it gives in addition. What is taken off is a whole number of fen,
// rounded down; one fen stays to be paid.
func (c Coupon) Apply(total amount.Amount) (payable, bonus amount.Amount, err error) {
	off := amount.Amount(0)
	switch c.Kind {
	case Discount:
		if off, err = amount.MulDiv(total, int64(c.Value), PercentMax); err != nil {
			return 0, 0, err
		}
	case Deduction:
		off = c.Value
	case CreditBonus:
		return total, c.Value, nil
	}
	return max(1, total-off), 0, nil
}

// check holds a coupon to its bounds.
func (c *Coupon) check() error {
	most := AmountMax
	if c.Kind == Discount {
		most = PercentMax
	}
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"name", strings.TrimSpace(c.Name) != "" && len(c.Name) <= nameMax},
		{"type", c.Kind == Discount || c.Kind == Deduction || c.Kind == CreditBonus},
		{"value", c.Value > 0 && c.Value <= most},
		{"min_amount", c.MinAmount >= 0 && c.MinAmount <= AmountMax},
		{"max_usage", c.MaxUsage >= 1 && c.MaxUsage <= UsageMax},
		{"valid_from", c.ValidFrom > 0},
		{"valid_until", c.ValidUntil > c.ValidFrom},
		{"visibility", c.Visibility == Public || c.Visibility == Private},
		{"status", c.State == Active || c.State == Paused},
	} {
		if !f.ok {
			return ErrField.With("field", f.name)
		}
	}
	return nil
}
