package vendorlink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"guerdon/internal/domain/payment"
)

// ReplyMax is the largest reply that is read, in bytes.
const ReplyMax = 1 << 20

// Timeout bounds one exchange where the caller's context does not.
const Timeout = 10 * time.Second

// Link sends requests to one vendor.
type Link struct {
	client  http.Client
	timeout time.Duration
}

// NewLink makes a link over client's transport; nil means the default one.
// A timeout of 0 means Timeout.
func NewLink(client *http.Client, timeout time.Duration) Link {
	if client == nil {
		client = &http.Client{}
	}
	if timeout <= 0 {
		timeout = Timeout
	}
	own := *client
	// A redirect would carry a signed request to somebody else.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own.Jar = nil
	return Link{client: own, timeout: timeout}
}

// Reply is what a vendor answered.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Exchange sends one request and reads the whole reply. Faults: payment.ErrUnknown.
func (l Link) Exchange(ctx context.Context, request *http.Request) (Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	response, err := l.client.Do(request.WithContext(ctx))
	if err != nil {
		return Reply{}, payment.ErrUnknown.Because(withoutURL(err))
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, ReplyMax+1))
	if err != nil {
		return Reply{}, payment.ErrUnknown.Because(err)
	}
	if len(body) > ReplyMax {
		return Reply{}, payment.ErrUnknown.Because(fmt.Errorf("reply of more than %d bytes", ReplyMax))
	}
	return Reply{Status: response.StatusCode, Header: response.Header, Body: body}, nil
}

// withoutURL drops the URL, which holds a signed request, from what is logged.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}
