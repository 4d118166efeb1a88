package vendorlink

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// ReplyMax is the largest reply that is read, in bytes.
const ReplyMax = 4 << 20

// Timeout bounds one exchange.
const Timeout = 60 * time.Second

// ErrNoAnswer says that nobody knows what the platform did.
var ErrNoAnswer = errors.New("vendorlink: no answer")

// Link sends requests to one platform.
type Link struct {
	client  http.Client
	timeout time.Duration
}

// New makes a link over a client's transport; nil means the default one. A
// timeout of 0 means Timeout.
func New(client *http.Client, timeout time.Duration) Link {
	if client == nil {
		client = &http.Client{}
	}
	if timeout <= 0 {
		timeout = Timeout
	}
	own := *client
	// A redirect would carry a token to somebody else.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own.Jar, own.Timeout = nil, 0
	return Link{client: own, timeout: timeout}
}

// Call is one request. Body may be nil; it is sent once.
type Call struct {
	Method string
	URL    string
	Query  url.Values
	Header http.Header
	Body   io.Reader
	Size   int64 // of the body, -1 where it is not known
}

// JSON is a call with a value as its body.
func JSON(address string, query url.Values, value any) (Call, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // WeChat counts and shows what is escaped
	if err := encoder.Encode(value); err != nil {
		return Call{}, err
	}
	return Call{Method: http.MethodPost, URL: address, Query: query, Header: http.Header{"Content-Type": {"application/json"}}, Body: &b, Size: int64(b.Len())}, nil
}

// Get is a call without a body.
func Get(address string, query url.Values) Call {
	return Call{Method: http.MethodGet, URL: address, Query: query}
}

// Do makes the call and decodes the answer, which must be 200 and JSON, into
// into. Everything else is ErrNoAnswer.
func (l Link) Do(ctx context.Context, c Call, into any) error {
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	body, err := l.exchange(ctx, c)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%w: an answer that is no JSON", ErrNoAnswer)
	}
	return nil
}

func (l Link) exchange(ctx context.Context, c Call) ([]byte, error) {
	request, err := c.request(ctx)
	if err != nil {
		return nil, withoutURL(err)
	}
	reply, err := l.client.Do(request)
	if err != nil {
		return nil, withoutURL(err)
	}
	defer func() { _ = reply.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(reply.Body, ReplyMax+1))
	switch {
	case err != nil:
		return nil, withoutURL(err)
	case reply.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("status %d", reply.StatusCode)
	case len(body) > ReplyMax:
		return nil, fmt.Errorf("a reply of more than %d bytes", ReplyMax)
	}
	return body, nil
}

func (c Call) request(ctx context.Context) (*http.Request, error) {
	address := c.URL
	if len(c.Query) > 0 {
		address += "?" + c.Query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, c.Method, address, c.Body)
	if err != nil {
		return nil, err
	}
	if c.Header != nil {
		request.Header = c.Header.Clone()
	}
	request.Header.Set("User-Agent", "guerdon")
	if c.Body != nil {
		request.ContentLength = c.Size
	}
	return request, nil
}

// withoutURL drops the address, which holds a token, from an error.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}
