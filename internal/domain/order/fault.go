package order

import "guerdon/internal/base/fault"

// Faults of orders.
var (
	ErrAmount   = fault.New(fault.Invalid, "order.amount_invalid", "The amount must be 0.01 to 50,000 yuan with two decimals at most.")
	ErrMethod   = fault.New(fault.Invalid, "order.method_unknown", "The payment method must be alipay, wechat or balance.")
	ErrCircular = fault.New(fault.Invalid, "order.balance_recharge", "Credits cannot be paid with credits.")
	// ErrUnconfigured: nobody takes money by this method here.
	ErrUnconfigured = fault.New(fault.Refused, "order.method_unconfigured", "This payment method is not configured.")
	// ErrRefused: the provider would not take the order; it has failed.
	ErrRefused  = fault.New(fault.Refused, "order.payment_refused", "The payment provider refused the order.")
	ErrCoupon   = fault.New(fault.Refused, "order.coupon_unknown", "There are no coupons here.")
	ErrTooMany  = fault.New(fault.Refused, "order.too_many_open", "Too many orders wait for their payment.")
	ErrNotFound = fault.New(fault.NotFound, "order.not_found", "There is no such order.")
	// ErrState: the order's state does not allow this; param state.
	ErrState = fault.New(fault.Conflict, "order.state", "The order's state does not allow this.")
	// ErrMismatch: what was told does not agree with the order; it is kept for
	// review and changed nothing.
	ErrMismatch = fault.New(fault.Invalid, "order.payment_mismatch", "The payment does not agree with the order.")
	ErrReason   = fault.New(fault.Invalid, "order.reason_missing", "This needs a reason of 1 to 500 bytes.")
	// ErrRefunding: a refund is under way already.
	ErrRefunding    = fault.New(fault.Conflict, "order.refunding", "A refund of the order is under way.")
	ErrNoRefund     = fault.New(fault.NotFound, "order.refund_not_found", "There is no such refund.")
	ErrNoReview     = fault.New(fault.NotFound, "order.review_not_found", "There is no such case in the review queue.")
	ErrReviewClosed = fault.New(fault.Conflict, "order.review_closed", "The case was closed before.")
)
