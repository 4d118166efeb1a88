package alipay

import (
	"errors"
	"net/http"
	"net/url"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

// paramsMax is the most parameters of a notification; Alipay sends about 30.
const paramsMax = 100

// ParseNotification verifies and reads a posted form. Alipay sends one again
// for up to 25 hours, so the instant does not matter; nor do the headers (its
// Content-Type is at times malformed). See payment.Notifier.
func (p *Provider) ParseNotification(_ payment.Headers, body []byte, _ instant.Instant) (payment.Notification, error) {
	params, err := parseForm(body)
	if err != nil {
		return payment.Notification{}, payment.ErrNotification.Because(err)
	}
	if !params.VerifyNotification(p.public) {
		return payment.Notification{}, payment.ErrSignature
	}
	n, err := params.notification()
	if err != nil {
		return payment.Notification{}, payment.ErrNotification.Because(err)
	}
	if params["app_id"] != p.appID || params["seller_id"] != p.sellerID {
		return n, payment.ErrWrongMerchant
	}
	return n, nil
}

// parseForm decodes each value once. A name that is given twice is refused,
// since only one of the two could have been signed.
func parseForm(body []byte) (Params, error) {
	if len(body) > payment.BodyMax {
		return nil, errors.New("form too large")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	if len(form) > paramsMax {
		return nil, errors.New("too many parameters")
	}
	params := make(Params, len(form))
	for name, values := range form {
		if len(values) != 1 {
			return nil, errors.New("repeated parameter")
		}
		params[name] = values[0]
	}
	return params, nil
}

func (p Params) notification() (payment.Notification, error) {
	total, err := ParseYuan(p["total_amount"])
	if err != nil {
		return payment.Notification{}, err
	}
	refunded, err := parseYuanOrNone(p["refund_fee"])
	if err != nil {
		return payment.Notification{}, err
	}
	if p["out_trade_no"] == "" || p["trade_no"] == "" {
		return payment.Notification{}, errors.New("trade without numbers")
	}
	paidAt := ParseTime(p["gmt_payment"])
	state, err := stateOf(p["trade_status"], !paidAt.IsZero(), refunded)
	n := payment.Notification{ID: p["notify_id"], Status: payment.Status{
		OrderID: p["out_trade_no"], TransactionID: p["trade_no"], State: state,
		Amount: total, Refunded: refunded, PaidAt: paidAt, Detail: p["trade_status"],
	}}
	if refunded > 0 && p["out_biz_no"] != "" {
		n.Refund = payment.RefundStatus{
			OrderID: n.OrderID, RefundID: p["out_biz_no"], TransactionID: n.TransactionID,
			State: payment.RefundSucceeded, Detail: p["trade_status"],
		}
	}
	return n, err
}

// Ack is exactly "success".
func (p *Provider) Ack() payment.Answer { return answer("success") }

// Nack is exactly "fail"; Alipay reads nothing else.
func (p *Provider) Nack(error) payment.Answer { return answer("fail") }

func answer(word string) payment.Answer {
	return payment.Answer{Status: http.StatusOK, ContentType: "text/plain; charset=utf-8", Body: []byte(word)}
}
