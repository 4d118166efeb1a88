package payment

import "guerdon/internal/base/fault"

// Faults of calls to a provider. Only ErrUnknown leaves open what happened.
var (
	ErrUnknown  = fault.New(fault.Unavailable, "payment.unknown", "The payment provider gave no usable answer; what happened must be looked up.")
	ErrBusy     = fault.New(fault.Limited, "payment.busy", "The payment provider is limiting requests; nothing was done.")
	ErrRejected = fault.New(fault.Refused, "payment.rejected", "The payment provider refused the request.")
	ErrState    = fault.New(fault.Conflict, "payment.state", "The order's state at the payment provider does not allow this.")
	ErrAbsent   = fault.New(fault.NotFound, "payment.absent", "The payment provider does not know this order.")
	ErrCommand  = fault.New(fault.Invalid, "payment.command", "The payment request is not acceptable.")
)

// Faults of notifications.
var (
	ErrNotification  = fault.New(fault.Invalid, "payment.notification", "The payment notification cannot be read.")
	ErrSignature     = fault.New(fault.Unauthenticated, "payment.signature", "The signature is missing or wrong.")
	ErrStale         = fault.New(fault.Unauthenticated, "payment.stale", "The timestamp is more than five minutes off.")
	ErrWrongMerchant = fault.New(fault.Forbidden, "payment.wrong_merchant", "The payment notification is for another merchant.")
)

// Faults of comparing what was paid with what is due.
var (
	ErrWrongOrder  = fault.New(fault.Conflict, "payment.wrong_order", "The payment is for another order.")
	ErrWrongAmount = fault.New(fault.Conflict, "payment.wrong_amount", "The amount paid is not the amount due.")
	ErrNotPaid     = fault.New(fault.Conflict, "payment.not_paid", "The order is not paid.")
)

// ErrSetup is a provider's configuration that cannot work.
var ErrSetup = fault.New(fault.Invalid, "payment.setup", "The payment provider is not set up correctly.")
