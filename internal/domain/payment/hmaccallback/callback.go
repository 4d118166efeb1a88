package hmaccallback

import (
	"encoding/json"
	"errors"
	"unicode/utf8"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

const textMax = 64 // bytes of an id or a word

// Callback is a verified report that an order was or was not paid.
type Callback = payment.Callback

var _ payment.CallbackReader = (*Verifier)(nil)

type wire struct {
	OrderID       string      `json:"order_id"`
	Method        string      `json:"payment_method"`
	TransactionID string      `json:"transaction_id"`
	Status        string      `json:"status"`
	Amount        json.Number `json:"amount"`
}

// Parse verifies and reads a callback that arrived at now.
// Faults: payment.ErrSignature, payment.ErrStale, payment.ErrNotification.
func (v *Verifier) Parse(headers payment.Headers, body []byte, now instant.Instant) (Callback, error) {
	if len(body) > payment.BodyMax {
		return Callback{}, payment.ErrNotification.Because(errors.New("body too large"))
	}
	if err := v.Verify(headers, body, now); err != nil {
		return Callback{}, err
	}
	callback, err := read(body)
	if err != nil {
		return Callback{}, payment.ErrNotification.Because(err)
	}
	return callback, nil
}

func read(body []byte) (Callback, error) {
	var w wire
	if err := json.Unmarshal(body, &w); err != nil {
		return Callback{}, err
	}
	c := Callback{OrderID: w.OrderID, Method: w.Method, TransactionID: w.TransactionID}
	switch w.Status {
	case "success":
		c.State = payment.Paid
	case "failed":
		c.State = payment.Failed
	default:
		return Callback{}, errors.New("status is neither success nor failed")
	}
	if !isText(w.OrderID, 1) || !isText(w.Method, 1) || !isText(w.TransactionID, 0) {
		return Callback{}, errors.New("an id is missing or too long")
	}
	if c.State == payment.Paid && w.TransactionID == "" {
		return Callback{}, errors.New("success without transaction_id")
	}
	if w.Amount == "" {
		return c, nil
	}
	fen, err := amount.Parse(w.Amount.String(), 2)
	if err != nil || fen < 1 || fen > payment.AmountMax {
		return Callback{}, errors.New("amount is not yuan with two decimals")
	}
	c.Amount = fen
	return c, nil
}

func isText(s string, least int) bool {
	return len(s) >= least && len(s) <= textMax && utf8.ValidString(s)
}
