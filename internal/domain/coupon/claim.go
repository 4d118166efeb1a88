package coupon

import (
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// HoldState is where a member's coupon, or an order's, stands.
type HoldState string

// A member's coupon is Unused, Reserved by an order or Used; an order's is
// Reserved, Used or Released. Lapsed is shown of an unused one whose coupon
// has expired or is deleted; it is never stored.
const (
	Unused   HoldState = "unused"
	Reserved HoldState = "reserved"
	Used     HoldState = "used"
	Released HoldState = "released"
	Lapsed   HoldState = "expired"
)

type userKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
	Coupon id.ID     `db:"coupon"`
}

// UserCoupon is a coupon that a member has. OrderID is the order that holds
// it or used it, or "".
type UserCoupon struct {
	userKey
	ID        id.ID           `db:"id"`
	State     HoldState       `db:"state"`
	OrderID   string          `db:"order_id"`
	ClaimedAt instant.Instant `db:"claimed_at"`
	ChangedAt instant.Instant `db:"changed_at"`
}

var userCoupons = store.Define[userKey, UserCoupon]("user_coupon")

func userOf(member, coupon id.ID) userKey { return userKey{member.Bucket(), member, coupon} }

// ClaimCmd asks for a public coupon.
type ClaimCmd struct {
	Member id.ID
	Coupon id.ID
}

// Claim gives a member a public coupon, once, while there are any left. A
// private coupon is not found: it is claimed by using its code.
// Faults: ErrNotFound, ErrClaimed, ErrPaused, ErrNotYet, ErrExpired,
// ErrExhausted.
// contract: S2-31
func (s *Service) Claim(tx *store.Tx, cmd ClaimCmd) (UserCoupon, Coupon, error) {
	userCoupons.Want(tx, userOf(cmd.Member, cmd.Coupon))
	c, err := lock(tx, cmd.Coupon)
	if err != nil {
		return UserCoupon{}, Coupon{}, err
	}
	_, has, err := userCoupons.Get(tx, userOf(cmd.Member, cmd.Coupon))
	if err != nil {
		return UserCoupon{}, Coupon{}, err
	}
	switch {
	case has:
		return UserCoupon{}, Coupon{}, ErrClaimed
	case c.Visibility == Private:
		return UserCoupon{}, Coupon{}, ErrNotFound
	}
	u, err := give(tx, &c, cmd.Member)
	if err != nil {
		return UserCoupon{}, Coupon{}, err
	}
	userCoupons.Put(tx, u)
	coupons.Put(tx, c)
	return u, c, nil
}

// give counts one more member who has the coupon, and makes their row.
func give(tx *store.Tx, c *Coupon, member id.ID) (UserCoupon, error) {
	if err := c.usable(tx.Now()); err != nil {
		return UserCoupon{}, err
	}
	if c.Claimed >= c.MaxUsage {
		return UserCoupon{}, ErrExhausted
	}
	i, err := tx.NewID(member.Bucket())
	if err != nil {
		return UserCoupon{}, err
	}
	c.Claimed++
	return UserCoupon{userKey: userOf(member, c.ID), ID: i, State: Unused, ClaimedAt: tx.Now(), ChangedAt: tx.Now()}, nil
}
