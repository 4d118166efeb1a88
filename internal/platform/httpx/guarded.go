package httpx

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"guerdon/internal/base/fault"
)

// Faults of outgoing calls, found in the error of the client with errors.Is.
var (
	ErrAddressBlocked = fault.New(fault.Refused, "httpx.address_blocked", "The address is not one that may be called.")
	ErrReplyTooLarge  = fault.New(fault.Unavailable, "httpx.reply_too_large", "The reply of an outside service is too large.")
)

// GuardOptions bound an outgoing client. The zero value is strict.
type GuardOptions struct {
	Timeout       time.Duration  // of a whole call with its body; 0 is 15 s
	ReplyMax      int64          // bytes of a reply's body; 0 is 8 MiB
	Redirects     int            // how many are followed; 0 is none
	HTTPSOnly     bool           // plain HTTP only to literal addresses that are allowed below
	AllowLoopback bool           // this machine may be called
	Allow         []netip.Prefix // inside networks that may be called
}

const (
	guardTimeout  = 15 * time.Second
	guardReplyMax = 8 << 20
)

// Guarded makes a client for addresses that somebody configured or sent. It
// looks at the address it is about to connect to, after names are resolved
// and on every redirect, and refuses this machine, inside networks and
// everything else that is not the public internet. It uses no proxy, since
// a proxy would resolve the name.
func Guarded(o GuardOptions) *http.Client {
	if o.Timeout == 0 {
		o.Timeout = guardTimeout
	}
	if o.ReplyMax == 0 {
		o.ReplyMax = guardReplyMax
	}
	dialer := &net.Dialer{Timeout: o.Timeout, Control: o.control}
	return &http.Client{
		Timeout:       o.Timeout,
		CheckRedirect: o.redirect,
		Transport: &guardTransport{options: o, next: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: o.Timeout, ResponseHeaderTimeout: o.Timeout,
			ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10,
		}},
	}
}

// control looks at the address after resolution, just before connecting.
func (o GuardOptions) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrAddressBlocked.Because(err)
	}
	if !o.allows(at.Addr()) {
		return ErrAddressBlocked.Because(errors.New("refused to connect to " + address))
	}
	return nil
}

func (o GuardOptions) allows(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	for _, network := range o.Allow {
		if network.Contains(a) {
			return true
		}
	}
	if a.IsLoopback() {
		return o.AllowLoopback
	}
	return isPublic(a)
}

func (o GuardOptions) redirect(r *http.Request, via []*http.Request) error {
	if len(via) > o.Redirects {
		return http.ErrUseLastResponse
	}
	if via[len(via)-1].URL.Scheme == "https" && r.URL.Scheme != "https" {
		return ErrAddressBlocked.Because(errors.New("a redirect leaves TLS"))
	}
	return nil
}

// guardTransport bounds what the transport returns.
type guardTransport struct {
	options GuardOptions
	next    *http.Transport
}

// RoundTrip makes one call, to http and https addresses only.
func (t *guardTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := t.options.checkScheme(r); err != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, err
	}
	reply, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	reply.Body = &boundedReply{ReadCloser: reply.Body, left: t.options.ReplyMax}
	return reply, nil
}

// CloseIdleConnections lets http.Client do so.
func (t *guardTransport) CloseIdleConnections() { t.next.CloseIdleConnections() }

// checkScheme lets plain HTTP through where it is allowed.
func (o GuardOptions) checkScheme(r *http.Request) error {
	if r.URL.Scheme == "https" || (r.URL.Scheme == "http" && (!o.HTTPSOnly || o.allowsPlain(r.URL.Hostname()))) {
		return nil
	}
	return ErrAddressBlocked.Because(errors.New("the scheme is not allowed"))
}

// allowsPlain reports whether host is an address that was allowed by name.
// A host name is resolved too late to know.
func (o GuardOptions) allowsPlain(host string) bool {
	if host == "localhost" {
		return o.AllowLoopback
	}
	a, err := netip.ParseAddr(host)
	return err == nil && !isPublic(a.Unmap()) && o.allows(a)
}

// boundedReply ends in ErrReplyTooLarge where the body goes on.
type boundedReply struct {
	io.ReadCloser
	left int64
}

// Read reads within the bound.
func (b *boundedReply) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, ErrReplyTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, ErrReplyTooLarge
	}
	return n, err
}
