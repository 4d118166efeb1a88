package sandbox

import (
	"bytes"
	"context"
	"net/http"
	"slices"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
)

// Deliver carries a notification to the merchant and tells whether the vendor
// would take the answer for an acknowledgement. client nil means the default.
// Faults: payment.ErrUnknown.
func Deliver(ctx context.Context, client *http.Client, d Delivery) (acknowledged bool, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(d.Body))
	if err != nil {
		return false, err
	}
	for name, values := range d.Headers {
		request.Header[name] = slices.Clone(values)
	}
	reply, err := vendorlink.NewLink(client, vendorlink.Timeout).Exchange(ctx, request)
	if err != nil {
		return false, err
	}
	return Acknowledges(d.Provider, reply.Status, reply.Body), nil
}

// Acknowledges tells whether a vendor is content with an answer: Alipay with
// exactly "success", WeChat Pay with 200 or 204.
func Acknowledges(provider string, status int, body []byte) bool {
	if provider == payment.Alipay {
		return string(body) == "success"
	}
	return status == http.StatusOK || status == http.StatusNoContent
}
