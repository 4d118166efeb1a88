package modellink

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"

	"guerdon/internal/domain/generation"
)

// Link calls vendors over one client, whose owner guards it against inside
// addresses and bounds its time.
type Link struct{ api, files *http.Client }

// New makes a link. Files follow the client's own rule for redirects, calls
// with a key follow none.
func New(client *http.Client) Link {
	api := *client
	api.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	api.Jar = nil
	return Link{api: &api, files: client}
}

// Call is one request to a vendor's interface.
type Call struct {
	Base   string            // of the interface, without a slash at the end
	Path   string            // begins with a slash
	Key    string            // secret
	Header map[string]string // beside the usual ones
	Body   []byte            // JSON; nil makes the call a GET
	Once   string            // the Idempotency-Key; "" sends none
}

// Reply is a vendor's answer, its body unread.
type Reply struct {
	Status int
	Header http.Header
	body   io.ReadCloser
	key    string
}

// Open sends a call and gives the reply, of whatever status; the caller
// closes it. Faults: ErrVendor, of which Sent tells more.
func (l Link) Open(ctx context.Context, c Call) (*Reply, error) {
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent.Store(true) }})
	request, err := c.request(ctx)
	if err != nil {
		return nil, lost(err, false, c.Key)
	}
	response, err := l.api.Do(request) //nolint:bodyclose // the Reply is closed by whoever reads it
	if err != nil {
		return nil, lost(err, sent.Load(), c.Key)
	}
	return &Reply{Status: response.StatusCode, Header: response.Header, body: response.Body, key: c.Key}, nil
}

// Fresh drops connections that lie idle. A dead one among them would leave
// open whether a call arrived.
func (l Link) Fresh() { l.api.CloseIdleConnections() }

func (c Call) request(ctx context.Context) (*http.Request, error) {
	at, err := url.Parse(c.Base)
	if err != nil || at.Host == "" || at.RawQuery != "" || at.Fragment != "" {
		return nil, errors.New("the interface's address is not one")
	}
	if !plainKey(c.Key) {
		return nil, errors.New("the key has characters that no header can carry")
	}
	method, body := http.MethodGet, io.Reader(nil)
	if c.Body != nil {
		method, body = http.MethodPost, bytes.NewReader(c.Body)
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(c.Base, "/")+c.Path, body)
	if err != nil {
		return nil, errors.New("the interface's address is not one")
	}
	for name, value := range c.Header {
		request.Header.Set(name, value)
	}
	request.Header.Set("Accept", "application/json")
	if c.Key != "" { // servers on a company's own network have none
		request.Header.Set("Authorization", "Bearer "+c.Key)
	}
	if c.Body != nil {
		request.Header.Set("Content-Type", "application/json")
		// With an Idempotency-Key the transport would send a request again by
		// itself, also to a vendor that does not know the header.
		request.GetBody = nil
	}
	if c.Once != "" {
		request.Header.Set("Idempotency-Key", c.Once)
	}
	return request, nil
}

// plainKey reports whether a key is visible ASCII of a bounded length.
func plainKey(key string) bool {
	return len(key) <= 4096 && strings.IndexFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// Close lets go of the reply.
func (r *Reply) Close() { _ = r.body.Close() }

// Stream is the body, which ends in an error after most bytes.
func (r *Reply) Stream(most int64) io.Reader { return &bounded{r: r.body, left: most} }

// ReadAll reads the whole body and closes it. Faults: ErrVendor, also where
// there are more than most bytes.
func (r *Reply) ReadAll(most int64) ([]byte, error) {
	defer r.Close()
	data, err := io.ReadAll(r.Stream(most))
	if err != nil {
		return nil, lost(err, true, r.key)
	}
	return data, nil
}

// Exchange sends a call and reads the answer of a success. Faults: those of
// the vendor's refusal; ErrVendor.
func (l Link) Exchange(ctx context.Context, c Call, most int64) ([]byte, error) {
	reply, err := l.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	if !reply.OK() {
		return nil, reply.Problem().Fault()
	}
	return reply.ReadAll(most)
}

// OK reports whether the vendor accepted the call.
func (r *Reply) OK() bool { return r.Status >= 200 && r.Status < 300 }

// errTooLong is a body that goes on.
var errTooLong = errors.New("the answer is too long")

// bounded ends in errTooLong where r has more than left bytes.
type bounded struct {
	r    io.Reader
	left int64
}

// Read reads within the bound.
func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		b.left = 0
		return 0, errTooLong
	}
	return n, err
}

// lost is the fault of a call without an answer.
func lost(err error, sent bool, key string) error {
	return generation.ErrVendor.Because(&lostError{text: redact(withoutURL(err).Error(), key), cause: err, sent: sent})
}

// Sent reports whether the failed call may have reached the vendor.
func Sent(err error) bool {
	l, ok := errors.AsType[*lostError](err)
	return ok && l.sent
}

// lostError keeps its cause for errors.Is and its text free of the key.
type lostError struct {
	text  string
	cause error
	sent  bool
}

func (e *lostError) Error() string { return e.text }

func (e *lostError) Is(target error) bool { return errors.Is(e.cause, target) }

// withoutURL drops the address, whose links are as good as the files.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// Malformed is the fault of an answer that makes no sense.
func Malformed(format string, args ...any) error {
	return generation.ErrVendor.Because(fmt.Errorf("malformed answer: "+format, args...))
}
