package wechatpay

import (
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/payment"
)

// refusals sorts the codes that mean something other than a plain "no". Older
// parts of the platform write some of them without the underscore.
var refusals = map[string]*fault.Fault{
	"ORDER_NOT_EXIST":     payment.ErrAbsent,
	"ORDERNOTEXIST":       payment.ErrAbsent,
	"RESOURCE_NOT_EXISTS": payment.ErrAbsent,

	"ORDER_PAID":   payment.ErrState,
	"ORDERPAID":    payment.ErrState,
	"ORDER_CLOSED": payment.ErrState,
	"ORDERCLOSED":  payment.ErrState,

	"FREQUENCY_LIMITED":  payment.ErrBusy,
	"FREQUENCY_LIMIT":    payment.ErrBusy,
	"RATELIMIT_EXCEEDED": payment.ErrBusy,
	"RATELIMIT_EXCEED":   payment.ErrBusy,

	"SYSTEM_ERROR":      payment.ErrUnknown,
	"SYSTEMERROR":       payment.ErrUnknown,
	"BANK_ERROR":        payment.ErrUnknown,
	"BANKERROR":         payment.ErrUnknown,
	"BIZERR_NEED_RETRY": payment.ErrUnknown,
	"USERPAYING":        payment.ErrUnknown,
}
