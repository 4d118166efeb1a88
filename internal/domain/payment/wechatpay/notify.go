package wechatpay

import (
	"encoding/json"
	"errors"
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

// envelope is a notification before its resource is opened.
type envelope struct {
	ID        string `json:"id"`
	EventType string `json:"event_type"`
	Resource  struct {
		Algorithm      string `json:"algorithm"`
		OriginalType   string `json:"original_type"`
		Ciphertext     string `json:"ciphertext"`
		AssociatedData string `json:"associated_data"`
		Nonce          string `json:"nonce"`
	} `json:"resource"`
}

// ParseNotification verifies, opens and reads a notification that arrived at
// now. See payment.Notifier.
func (p *Provider) ParseNotification(headers payment.Headers, body []byte, now instant.Instant) (payment.Notification, error) {
	if len(body) > payment.BodyMax {
		return payment.Notification{}, payment.ErrNotification.Because(errors.New("body too large"))
	}
	if err := p.keys.verify(headers, body, now); err != nil {
		return payment.Notification{}, err
	}
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return payment.Notification{}, payment.ErrNotification.Because(err)
	}
	plain, err := p.openResource(e)
	if err != nil {
		return payment.Notification{}, payment.ErrNotification.Because(err)
	}
	return p.readResource(e, plain)
}

func (p *Provider) openResource(e envelope) ([]byte, error) {
	if e.Resource.Algorithm != Algorithm {
		return nil, errors.New("unknown algorithm " + word(e.Resource.Algorithm))
	}
	return open(p.apiKey, e.Resource.Nonce, e.Resource.AssociatedData, e.Resource.Ciphertext)
}

func (p *Provider) readResource(e envelope, plain []byte) (n payment.Notification, err error) {
	switch e.Resource.OriginalType {
	case "transaction":
		n, err = p.readTransaction(plain)
	case "refund":
		n, err = p.readRefund(plain)
	default:
		err = payment.ErrNotification.Because(errors.New("unknown resource " + word(e.Resource.OriginalType)))
	}
	n.ID = e.ID
	return n, err
}

func (p *Provider) readTransaction(plain []byte) (payment.Notification, error) {
	var t transaction
	err := json.Unmarshal(plain, &t)
	if err != nil {
		return payment.Notification{}, payment.ErrNotification.Because(err)
	}
	status, err := t.status()
	if err != nil {
		return payment.Notification{}, payment.ErrNotification.Because(err)
	}
	n := payment.Notification{Status: status}
	if t.MchID != p.mchID || t.AppID != p.appID {
		return n, payment.ErrWrongMerchant
	}
	return n, nil
}

func (p *Provider) readRefund(plain []byte) (payment.Notification, error) {
	var r refund
	if err := json.Unmarshal(plain, &r); err != nil {
		return payment.Notification{}, payment.ErrNotification.Because(err)
	}
	status, err := r.status()
	if err != nil {
		return payment.Notification{}, payment.ErrNotification.Because(err)
	}
	n := payment.Notification{Refund: status, Status: payment.Status{
		OrderID: r.OrderID, TransactionID: r.TransactionID, Amount: r.Amount.Total, Detail: status.Detail,
	}}
	if status.State == payment.RefundSucceeded {
		n.State = payment.Refunded
	}
	if r.MchID != p.mchID {
		return n, payment.ErrWrongMerchant
	}
	return n, nil
}

// Ack is 204 without content. WeChat Pay waits 5 seconds for it.
func (p *Provider) Ack() payment.Answer { return payment.Answer{Status: http.StatusNoContent} }

// Nack is {"code":"FAIL"} with 4xx where the notification was not believed,
// else 5xx, so that it comes again.
func (p *Provider) Nack(reason error) payment.Answer {
	status, message := http.StatusInternalServerError, "try again"
	if f := fault.Of(reason); f != nil {
		switch f.Kind {
		case fault.Unauthenticated:
			status, message = http.StatusUnauthorized, "refused"
		case fault.Forbidden:
			status, message = http.StatusForbidden, "refused"
		case fault.Invalid:
			status, message = http.StatusBadRequest, "refused"
		}
	}
	return payment.Answer{
		Status: status, ContentType: "application/json",
		Body: []byte(`{"code":"FAIL","message":"` + message + `"}`),
	}
}
