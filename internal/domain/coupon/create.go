package coupon

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// CreateCmd makes a coupon. ID is zero but for sample data; Visibility "" is
// Public. Value is in the kind's unit, MinAmount in fen.
type CreateCmd struct {
	ID         id.ID
	Code       string
	Name       string
	Kind       Kind
	Value      amount.Amount
	MinAmount  amount.Amount
	MaxUsage   int64
	ValidFrom  instant.Instant
	ValidUntil instant.Instant
	Visibility Visibility
	Actor      actor.Actor
}

// Create makes a coupon with a code that no other has.
// Faults: ErrField with the field, ErrCodeTaken.
// contract: S2-29, N-14
func (s *Service) Create(tx *store.Tx, cmd CreateCmd) (Coupon, error) {
	code, err := Normal(cmd.Code)
	if err != nil {
		return Coupon{}, err
	}
	c := Coupon{
		Code: code, Name: cmd.Name, Kind: cmd.Kind, Value: cmd.Value, MinAmount: cmd.MinAmount, MaxUsage: cmd.MaxUsage,
		ValidFrom: cmd.ValidFrom, ValidUntil: cmd.ValidUntil, Visibility: cmd.Visibility, State: Active, CreatedAt: tx.Now(), ChangedAt: tx.Now(),
	}
	if c.Visibility == "" {
		c.Visibility = Public
	}
	if err := c.check(); err != nil {
		return Coupon{}, err
	}
	i := cmd.ID
	if i == 0 {
		if i, err = tx.NewID(id.BucketOf(code)); err != nil {
			return Coupon{}, err
		}
	}
	c.couponKey = couponOf(i)
	coupons.Want(tx, c.couponKey)
	if _, taken, err := codes.Get(tx, codeOf(code)); err != nil || taken {
		return Coupon{}, orElse(err, ErrCodeTaken)
	}
	if _, taken, err := coupons.Get(tx, c.couponKey); err != nil || taken {
		return Coupon{}, orElse(err, ErrCodeTaken)
	}
	codes.Put(tx, codeRow{codeOf(code), i})
	coupons.Put(tx, c)
	return c, note(tx, cmd.Actor, "coupon.create", i, "", c.words())
}

// orElse is err, or the fault where there is none.
func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
