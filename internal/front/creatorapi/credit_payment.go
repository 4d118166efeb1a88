package creatorapi

import (
	"net/http"

	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/httpx"
)

// paymentCallback takes the documented callback in, as far as it is signed.
// contract: S2-07
func (a *API) paymentCallback(w http.ResponseWriter, r *http.Request, _ caller) error {
	body, err := notification(r)
	if err != nil {
		return err
	}
	c, err := a.Callbacks.Parse(payment.Headers(r.Header), body, a.Clock.Now())
	if err != nil {
		return err
	}
	if err := a.Orders.Callback(r.Context(), c); err != nil {
		return err
	}
	return reply(w, success, nil)
}

// notified takes a vendor's notification in and answers in its protocol.
// contract: S2-07
func (a *API) notified(method string) handler {
	return func(w http.ResponseWriter, r *http.Request, _ caller) error {
		body, err := notification(r)
		if err != nil {
			return err
		}
		answer := a.Orders.Notify(r.Context(), method, payment.Headers(r.Header), body)
		if answer.ContentType != "" {
			w.Header().Set("Content-Type", answer.ContentType)
		}
		w.WriteHeader(answer.Status)
		_, _ = w.Write(answer.Body) // an error is a vendor that went away; it comes again
		return nil
	}
}

// notification reads a body of whatever content type.
func notification(r *http.Request) ([]byte, error) {
	if r.ContentLength > payment.BodyMax {
		return nil, httpx.ErrBodyTooLarge
	}
	return httpx.Body(r)
}
