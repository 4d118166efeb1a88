package payment

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
)

// Till is the cashier of a sandbox that stands in for the vendors: what its
// page shows and does. Nothing here moves real money.
type Till interface {
	// Order tells which order a reference was made for; ok is false for one
	// that this sandbox did not make.
	Order(ref string) (orderID string, ok bool)

	// Trade is a trade as it stands now. Faults: those of the sandbox, of kind
	// NotFound where it does not know the reference (it forgets all when the
	// program ends; the order is then placed again).
	Trade(ref string) (Trade, error)

	// Do plays one ending of a payment, and tells the merchant as the vendor
	// would. Faults: those of the sandbox; nothing was told then.
	Do(ctx context.Context, ref string, act Act) (Told, error)
}

// Act is one ending of a payment at a Till.
type Act string

// The acts.
const (
	ActPay         Act = "pay"          // it is paid, and notified
	ActFail        Act = "fail"         // the attempt fails
	ActPayLate     Act = "pay_late"     // it is paid though it was closed or expired
	ActNotifyTwice Act = "notify_twice" // it is paid, and notified twice
	ActWrongAmount Act = "wrong_amount" // a notification tells another amount
)

// Acts lists the acts in the order in which a page offers them.
func Acts() []Act { return []Act{ActPay, ActFail, ActPayLate, ActNotifyTwice, ActWrongAmount} }

// Trade is an order as the sandbox has it.
type Trade struct {
	Ref       string
	Provider  string
	OrderID   string
	Subject   string
	Amount    amount.Amount // fen
	State     State
	ExpiresAt instant.Instant
}

// Told is what an act did: the trade after it, and what the merchant answered
// to each notification.
type Told struct {
	Trade   Trade
	Replies []NoticeReply // none where the vendor sends no notification
}

// NoticeReply is the merchant's answer to one notification.
type NoticeReply struct {
	Status       int // the HTTP status; 0 where no answer came
	Body         string
	Acknowledged bool // the vendor would not send it again
}

// Forgetful is a Provider whose memory ends with the program: the sandbox.
type Forgetful interface {
	// Restore tells it of an order that was paid before, there or as a callback
	// said.
	Restore(o PlaceCmd, paid Status)
}
