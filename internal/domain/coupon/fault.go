package coupon

import "guerdon/internal/base/fault"

// Faults of coupons. Params: ErrField field; ErrMinimum min_amount (fen);
// ErrLimit claimed.
var (
	ErrNotFound  = fault.New(fault.NotFound, "coupon.not_found", "There is no such coupon.")
	ErrField     = fault.New(fault.Invalid, "coupon.field_invalid", "A field of the coupon is missing or out of bounds.")
	ErrCodeTaken = fault.New(fault.Conflict, "coupon.code_taken", "Another coupon has this code.")
	ErrLimit     = fault.New(fault.Conflict, "coupon.limit_below_claimed", "More members have the coupon than the new limit allows.")
)

// Faults of claims and uses: why a coupon is not good for it.
var (
	ErrInvalid   = fault.New(fault.Refused, "coupon.invalid", "There is no coupon with this code.")
	ErrNotYet    = fault.New(fault.Refused, "coupon.not_started", "The coupon is not valid yet.")
	ErrExpired   = fault.New(fault.Refused, "coupon.expired", "The coupon has expired.")
	ErrPaused    = fault.New(fault.Refused, "coupon.paused", "The coupon is paused.")
	ErrExhausted = fault.New(fault.Refused, "coupon.exhausted", "The coupon has been given out.")
	ErrMinimum   = fault.New(fault.Refused, "coupon.below_minimum", "The amount is below the coupon's minimum.")
	ErrClaimed   = fault.New(fault.Refused, "coupon.claimed", "The member has this coupon already.")
	ErrUsed      = fault.New(fault.Refused, "coupon.used", "The member has used this coupon, or an order that waits for payment holds it.")
)
