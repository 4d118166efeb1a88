package wechatpay

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
)

// refusal sorts a reply that is not a success. WeChat Pay signs those too, but
// not always; a signature that is there must hold. Only a client-error status
// with a code is a definite "no".
func (p *Provider) refusal(reply vendorlink.Reply) error {
	headers := payment.Headers(reply.Header)
	if _, signed := reply.Header[HeaderSignature]; signed {
		if err := p.keys.verify(headers, reply.Body, p.now()); err != nil {
			return payment.ErrUnknown.Because(err)
		}
	}
	var body struct {
		Code string `json:"code"`
	}
	err := json.Unmarshal(reply.Body, &body)
	code := word(body.Code)
	cause := fmt.Errorf("wechatpay %d %s", reply.Status, code)
	if err != nil || code == "" || reply.Status < 400 || reply.Status >= 500 || reply.Status == http.StatusRequestTimeout {
		return payment.ErrUnknown.Because(cause)
	}
	if fault, listed := refusals[code]; listed {
		return fault.Because(cause)
	}
	if reply.Status == http.StatusTooManyRequests {
		return payment.ErrBusy.Because(cause)
	}
	return payment.ErrRejected.Because(cause)
}

// word keeps a vendor's word short and harmless in our log.
func word(s string) string {
	if len(s) > 64 {
		s = s[:64]
	}
	return strings.Map(func(r rune) rune {
		if r < '!' || r > '~' {
			return -1
		}
		return r
	}, s)
}
