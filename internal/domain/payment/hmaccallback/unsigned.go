package hmaccallback

import (
	"errors"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

// Unsigned believes everybody, as the source document does: anybody who knows
// an order's id can say that it was paid. It is for trying out, in the
// sandbox, where it was asked for.
type Unsigned struct{}

var _ payment.CallbackReader = Unsigned{}

// Parse reads a callback. Faults: payment.ErrNotification.
func (Unsigned) Parse(_ payment.Headers, body []byte, _ instant.Instant) (Callback, error) {
	if len(body) > payment.BodyMax {
		return Callback{}, payment.ErrNotification.Because(errors.New("body too large"))
	}
	callback, err := read(body)
	if err != nil {
		return Callback{}, payment.ErrNotification.Because(err)
	}
	return callback, nil
}
