package payment

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
)

// AmountMax is the largest single payment, in fen: 100,000,000 CNY, the
// lowest of the providers' own limits.
const AmountMax amount.Amount = 10_000_000_000

// Limits that hold at every provider, in bytes.
const (
	orderIDMin, orderIDMax = 6, 32
	refundIDMax            = 64
	subjectMax             = 127
	reasonMax              = 80
	urlMax                 = 255
)

// Check refuses what some provider would not accept. Faults: ErrCommand with
// the parameter "field".
func (c PlaceCmd) Check(now instant.Instant) error {
	switch {
	case CheckOrderID(c.OrderID) != nil:
		return badField("order_id")
	case c.Amount < 1 || c.Amount > AmountMax:
		return badField("amount")
	case !isText(c.Subject, 1, subjectMax):
		return badField("subject")
	case !isURL(c.NotifyURL):
		return badField("notify_url")
	case c.ReturnURL != "" && !isURL(c.ReturnURL):
		return badField("return_url")
	case !c.ExpiresAt.IsZero() && c.ExpiresAt <= now:
		return badField("expires_at")
	case c.Surface != Desktop && c.Surface != Mobile:
		return badField("surface")
	}
	return nil
}

// Check refuses what some provider would not accept. Faults: ErrCommand with
// the parameter "field".
func (c RefundCmd) Check() error {
	switch {
	case c.Total < 1 || c.Total > AmountMax:
		return badField("total")
	case c.Amount < 1 || c.Amount > c.Total:
		return badField("amount")
	case !isText(c.Reason, 0, reasonMax):
		return badField("reason")
	case c.NotifyURL != "" && !isURL(c.NotifyURL):
		return badField("notify_url")
	}
	return RefundRef{OrderID: c.OrderID, RefundID: c.RefundID}.Check()
}

// Check refuses ids that no provider would accept. Faults: ErrCommand.
func (r RefundRef) Check() error {
	if !isToken(r.RefundID, 1, refundIDMax) {
		return badField("refund_id")
	}
	return CheckOrderID(r.OrderID)
}

// CheckOrderID refuses an order id that is not 6–32 of [0-9A-Za-z_].
// Faults: ErrCommand.
func CheckOrderID(id string) error {
	if !isToken(id, orderIDMin, orderIDMax) {
		return badField("order_id")
	}
	return nil
}

func badField(name string) error { return ErrCommand.With("field", name) }

func isToken(s string, least, most int) bool {
	for _, c := range []byte(s) {
		if c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return len(s) >= least && len(s) <= most
}

func isText(s string, least, most int) bool {
	return len(s) >= least && len(s) <= most && utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= urlMax && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.Fragment == ""
}
