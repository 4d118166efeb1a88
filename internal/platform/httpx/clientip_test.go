package httpx_test

import (
	"net/netip"
	"strings"
	"testing"

	"guerdon/internal/platform/httpx"
)

func TestClientIP(t *testing.T) {
	trusted := httpx.Proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		remote string
		xff    []string
		want   string
	}{
		{"203.0.113.9:1", []string{"1.2.3.4"}, "203.0.113.9"},
		{"10.0.0.1:1", nil, "10.0.0.1"},
		{"10.0.0.1:1", []string{"1.2.3.4"}, "1.2.3.4"},
		{"10.0.0.1:1", []string{"6.6.6.6, 1.2.3.4, 10.0.0.2"}, "1.2.3.4"},
		{"10.0.0.1:1", []string{"6.6.6.6", "1.2.3.4"}, "1.2.3.4"},
		{"10.0.0.1:1", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		{"10.0.0.1:1", []string{"1.2.3.4, garbage"}, "10.0.0.1"},
		{"10.0.0.1:1", []string{"1.2.3.4, garbage, 10.0.0.2"}, "10.0.0.2"},
		{"10.0.0.1:1", []string{strings.Repeat("10.0.0.2,", 100) + "10.0.0.2"}, "10.0.0.2"},
		{"[fd00::1]:1", []string{"2001:db8::5"}, "2001:db8::5"},
		{"[::ffff:10.0.0.1]:1", []string{"::ffff:1.2.3.4"}, "1.2.3.4"},
		{"@", []string{"1.2.3.4"}, "invalid IP"},
	} {
		r := get("/")
		r.RemoteAddr = c.remote
		r.Header["X-Forwarded-For"] = c.xff
		if got := trusted.ClientIP(r).String(); got != c.want {
			t.Errorf("%s %v: %s", c.remote, c.xff, got)
		}
	}
}
