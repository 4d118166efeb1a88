package payment

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
)

// The names of the providers, as in the source documents' payment methods.
const (
	Alipay = "alipay"
	Wechat = "wechat"
)

// Provider is one merchant's account at a payment vendor. Implementations are
// safe for concurrent use, bound every call in time and size, and never retry.
type Provider interface {
	Notifier

	// Name is the provider's constant name, "alipay" or "wechat".
	Name() string

	// Place asks the provider to take money for an order. Placing the same
	// order with the same command again is safe.
	// Faults: ErrCommand, ErrState (paid or closed), ErrRejected, ErrBusy, ErrUnknown.
	Place(ctx context.Context, cmd PlaceCmd) (Placed, error)

	// Query asks what became of an order. An order that the provider has never
	// seen (with Alipay: whose page was never opened) has the state Absent.
	// Faults: ErrCommand, ErrRejected, ErrBusy, ErrUnknown.
	Query(ctx context.Context, orderID string) (Status, error)

	// Refund gives money back. Repeating it with the same RefundID gives back
	// nothing more. RefundProcessing means: ask QueryRefund later.
	// Faults: ErrCommand, ErrAbsent, ErrState, ErrRejected, ErrBusy, ErrUnknown.
	Refund(ctx context.Context, cmd RefundCmd) (RefundStatus, error)

	// QueryRefund asks what became of a refund. RefundAbsent right after an
	// unknown outcome may still change for some seconds.
	// Faults: ErrCommand, ErrRejected, ErrBusy, ErrUnknown.
	QueryRefund(ctx context.Context, ref RefundRef) (RefundStatus, error)

	// Close makes the provider take no more money for an order. Closing a
	// closed order is fine.
	// Faults: ErrCommand, ErrAbsent (nothing to close: what was placed may
	// still be paid until it expires), ErrState (paid), ErrRejected, ErrBusy,
	// ErrUnknown.
	Close(ctx context.Context, orderID string) error
}

// Notifier reads what a provider sends us unasked.
type Notifier interface {
	// ParseNotification verifies and reads one notification. now is the
	// instant of its arrival. With ErrWrongMerchant the notification is
	// returned too (truly signed, but not for us), for the review only.
	// Faults: ErrNotification, ErrSignature, ErrStale, ErrWrongMerchant.
	ParseNotification(headers Headers, body []byte, now instant.Instant) (Notification, error)

	// Ack tells the provider that its notification is dealt with for good.
	Ack() Answer

	// Nack tells the provider to send it again. Only the kind of reason shows.
	Nack(reason error) Answer
}

// Surface is where the member pays.
type Surface string

// The surfaces. The zero Surface is Desktop.
const (
	Desktop Surface = ""       // a page with a QR code or the vendor's cashier
	Mobile  Surface = "mobile" // a phone's browser, which switches to the vendor's app
)

// PlaceCmd places an order at a provider. contract: S2-05, S2-06
type PlaceCmd struct {
	OrderID   string        // 6–32 of [0-9A-Za-z_], unique at the merchant
	Amount    amount.Amount // fen, 1 to AmountMax
	Subject   string        // 1–127 bytes, shown to the payer
	NotifyURL string        // absolute, where notifications go
	ReturnURL string        // absolute or "", where the payer's browser goes afterwards
	ExpiresAt instant.Instant
	Surface   Surface
	PayerIP   string // needed by WeChat Pay on Mobile
}

// Use tells what to do with a PayURL.
type Use string

// The uses of a PayURL.
const (
	Open Use = "open" // send the browser there
	Scan Use = "scan" // show it as a QR code
)

// Placed is an order that can be paid.
type Placed struct {
	PayURL string
	Use    Use
}

// RefundCmd gives back a part or all of a paid order.
type RefundCmd struct {
	OrderID   string
	RefundID  string        // 1–64 of [0-9A-Za-z_], unique at the merchant
	Amount    amount.Amount // fen to give back, 1 to Total
	Total     amount.Amount // fen that the order cost
	Reason    string        // up to 80 bytes, shown to the payer; may be ""
	NotifyURL string        // absolute or ""; Alipay uses the order's own
}

// RefundRef names a refund.
type RefundRef struct {
	OrderID  string
	RefundID string
}
