package httpx_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"guerdon/internal/platform/httpx"
)

func call(client *http.Client, url string) (string, error) {
	reply, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer func() { _ = reply.Body.Close() }()
	body, err := io.ReadAll(reply.Body)
	return string(body), err
}

func TestGuardedRefusesInsideAddresses(t *testing.T) {
	strict := httpx.Guarded(httpx.GuardOptions{Timeout: 5 * time.Second})
	for _, host := range []string{
		"127.0.0.1", "127.255.255.254", "localhost", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
		"[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]",
		"[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fec0::1]", "2130706433", "0x7f000001",
	} {
		// The last two may fail to resolve instead; no address of theirs is ever called.
		if _, err := call(strict, "http://"+host+":1/"); err == nil || (host[0] != '2' && host != "0x7f000001" && host[0] != 'l' && !errors.Is(err, httpx.ErrAddressBlocked)) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestGuardedMayBeOpened(t *testing.T) {
	server := httptest.NewServer(says("hello"))
	defer server.Close()
	for name, c := range map[string]struct {
		options httpx.GuardOptions
		ok      bool
	}{
		"strict":        {httpx.GuardOptions{}, false},
		"loopback":      {httpx.GuardOptions{AllowLoopback: true}, true},
		"network":       {httpx.GuardOptions{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, true},
		"other network": {httpx.GuardOptions{Allow: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}, false},
		"https only":    {httpx.GuardOptions{HTTPSOnly: true}, false},
		"https or here": {httpx.GuardOptions{HTTPSOnly: true, AllowLoopback: true}, true},
	} {
		body, err := call(httpx.Guarded(c.options), server.URL)
		if (err == nil) != c.ok || (c.ok && body != "hello") || (!c.ok && !errors.Is(err, httpx.ErrAddressBlocked)) {
			t.Errorf("%s: %q, %v", name, body, err)
		}
	}
	for _, url := range []string{"ftp://example.com/", "file:///etc/passwd", "gopher://example.com"} {
		if _, err := call(httpx.Guarded(httpx.GuardOptions{AllowLoopback: true}), url); !errors.Is(err, httpx.ErrAddressBlocked) {
			t.Errorf("%s: %v", url, err)
		}
	}
	r, _ := http.NewRequest(http.MethodPost, "ftp://example.com", strings.NewReader("x"))
	if _, err := httpx.Guarded(httpx.GuardOptions{}).Do(r); !errors.Is(err, httpx.ErrAddressBlocked) {
		t.Error(err)
	}
}

func TestGuardedFollowsNoRedirectInside(t *testing.T) {
	inside := httptest.NewServer(says("secret"))
	defer inside.Close()
	// The first server is reached by an allowed address, the second is not.
	listener, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	outside := &httptest.Server{Listener: listener, Config: &http.Server{ReadHeaderTimeout: time.Second, Handler: http.RedirectHandler(inside.URL, http.StatusFound)}}
	outside.Start()
	defer outside.Close()
	allowed := []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}
	if body, err := call(httpx.Guarded(httpx.GuardOptions{Allow: allowed, Redirects: 3}), outside.URL); !errors.Is(err, httpx.ErrAddressBlocked) {
		t.Errorf("%q, %v", body, err)
	}
	reply, err := httpx.Guarded(httpx.GuardOptions{Allow: allowed}).Get(outside.URL)
	if err != nil || reply.StatusCode != http.StatusFound {
		t.Fatalf("without redirects: %v, %v", reply, err)
	}
	_ = reply.Body.Close()
}

func TestGuardedRedirectsAreCountedAndKeepTLS(t *testing.T) {
	hops := 0
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops++
		http.Redirect(w, r, server.URL, http.StatusFound)
	}))
	defer server.Close()
	reply, err := httpx.Guarded(httpx.GuardOptions{AllowLoopback: true, Redirects: 2}).Get(server.URL)
	if err != nil || reply.StatusCode != http.StatusFound || hops != 3 {
		t.Fatalf("%d hops, %v", hops, err)
	}
	_ = reply.Body.Close()
	client := httpx.Guarded(httpx.GuardOptions{Redirects: 3})
	from, _ := http.NewRequest("GET", "https://a.example", nil)
	to, _ := http.NewRequest("GET", "http://a.example", nil)
	if err := client.CheckRedirect(to, []*http.Request{from}); !errors.Is(err, httpx.ErrAddressBlocked) {
		t.Errorf("from https to http: %v", err)
	}
}

func TestGuardedBoundsReplies(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", len(r.URL.RawQuery)))
	}))
	defer server.Close()
	client := httpx.Guarded(httpx.GuardOptions{AllowLoopback: true, ReplyMax: 10})
	for size, ok := range map[int]bool{0: true, 9: true, 10: true, 11: false, 500: false} {
		body, err := call(client, server.URL+"?"+strings.Repeat("q", size))
		if ok && (err != nil || len(body) != size) || !ok && (!errors.Is(err, httpx.ErrReplyTooLarge) || len(body) > 10) {
			t.Errorf("%d: %d bytes, %v", size, len(body), err)
		}
	}
}

func TestGuardedBoundsTime(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	_, err := call(httpx.Guarded(httpx.GuardOptions{AllowLoopback: true, Timeout: 20 * time.Millisecond}), server.URL)
	var timeout interface{ Timeout() bool }
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
	if _, err := httpx.Guarded(httpx.GuardOptions{AllowLoopback: true}).Do(r); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
