package httpwallet

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"guerdon/internal/base/instant"
)

// Name is what settlements through this provider carry.
const Name = "httpwallet"

// The headers of a signed request.
const (
	HeaderKey       = "X-Wallet-Key"
	HeaderTimestamp = "X-Wallet-Timestamp"
	HeaderSignature = "X-Wallet-Signature"
)

const (
	replyMax    = 1 << 20 // bytes
	timeDefault = 8 * time.Second
)

// Config says where the service is.
type Config struct {
	URL    string       // its base address, https unless Client allows more
	KeyID  string       // names the secret to the service
	Secret []byte       // at least 16 bytes
	Client *http.Client // guarded against addresses inside; it must follow no redirects
	Now    func() instant.Instant
}

// Provider is the service.
type Provider struct {
	base   *url.URL
	keyID  string
	secret []byte
	client *http.Client
	now    func() instant.Instant
}

// New makes the provider. It calls nobody.
func New(c Config) (*Provider, error) {
	base, err := url.Parse(strings.TrimSuffix(c.URL, "/"))
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") || base.RawQuery != "" || base.User != nil {
		return nil, errors.New("httpwallet: the address must be an http or https one, without a query or a user")
	}
	if len(c.Secret) < 16 || c.KeyID == "" || c.Client == nil || c.Now == nil {
		return nil, errors.New("httpwallet: a key id, a secret of 16 bytes or more, a client and a clock are needed")
	}
	return &Provider{base: base, keyID: c.KeyID, secret: c.Secret, client: c.Client, now: c.Now}, nil
}

// Name is Name.
func (p *Provider) Name() string { return Name }

// Sign is the signature of a request. path includes the query.
func Sign(secret []byte, method, path, timestamp string, body []byte) string {
	sum := sha256.Sum256(body)
	mac := hmac.New(sha256.New, secret)
	_, _ = io.WriteString(mac, method+"\n"+path+"\n"+timestamp+"\n"+hex.EncodeToString(sum[:]))
	return hex.EncodeToString(mac.Sum(nil))
}

// reply is an answer that arrived whole.
type reply struct {
	status int
	body   []byte
}

// errNoAnswer is the error of a call that nobody has answered properly.
var errNoAnswer = errors.New("httpwallet: no answer")

// call sends one signed request. path includes the query and is escaped.
func (p *Provider) call(ctx context.Context, method, path string, in any) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, timeDefault)
	defer cancel()
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return reply{}, err
		}
	}
	full := p.base.EscapedPath() + path
	req, err := http.NewRequestWithContext(ctx, method, p.base.Scheme+"://"+p.base.Host+full, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	stamp := strconv.FormatInt(p.now().Time().Unix(), 10)
	req.Header.Set(HeaderKey, p.keyID)
	req.Header.Set(HeaderTimestamp, stamp)
	req.Header.Set(HeaderSignature, Sign(p.secret, method, full, stamp, body))
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return reply{}, errors.Join(errNoAnswer, err)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(resp.Body, replyMax+1))
	switch {
	case err != nil:
		return reply{}, errors.Join(errNoAnswer, err)
	case len(data) > replyMax:
		return reply{}, fmt.Errorf("%w: more than %d bytes", errNoAnswer, replyMax)
	case resp.StatusCode >= 500:
		return reply{}, fmt.Errorf("%w: status %d", errNoAnswer, resp.StatusCode)
	}
	return reply{resp.StatusCode, data}, nil
}

// read decodes an answer of 2xx; everything else is none.
func (r reply) read(v any) error {
	if r.status < 200 || r.status > 299 {
		return fmt.Errorf("%w: status %d", errNoAnswer, r.status)
	}
	return r.decode(v)
}

func (r reply) decode(v any) error {
	if err := json.Unmarshal(r.body, v); err != nil {
		return fmt.Errorf("%w: status %d: %w", errNoAnswer, r.status, err)
	}
	return nil
}
