package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones without the machine's own database
)

// Secret is a text that never prints. Reveal it only where it is used.
type Secret struct{ text string }

// NewSecret hides text.
func NewSecret(text string) Secret { return Secret{text} }

// Reveal is the text itself.
func (s Secret) Reveal() string { return s.text }

// IsSet reports whether there is a text.
func (s Secret) IsSet() bool { return s.text != "" }

// UnmarshalText takes the text as it is. It never fails, so that no error
// ever quotes a secret.
func (s *Secret) UnmarshalText(b []byte) error { s.text = string(b); return nil }

// Format hides the text from every verb of fmt.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.shown())) }

// MarshalText hides the text from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.shown()), nil }

// LogValue hides the text from structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.shown()) }

func (s Secret) shown() string {
	if s.text == "" {
		return ""
	}
	return "[secret]"
}

// DatabaseURL is a connection string; it prints without its password.
type DatabaseURL struct{ Secret }

// Addr is a host and port to listen on. A missing host is this machine
// only; 0.0.0.0 or [::] is every interface.
type Addr string

// UnmarshalText reads "host:port", ":port" or "port".
func (a *Addr) UnmarshalText(b []byte) error {
	s := string(b)
	if !strings.Contains(s, ":") {
		s = ":" + s
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return fmt.Errorf("%q is not host:port", b)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return fmt.Errorf("%q has no port number from 0 to 65535", b)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	*a = Addr(net.JoinHostPort(host, port))
	return nil
}

// BaseURL is an absolute http or https address without a trailing slash.
type BaseURL string

// UnmarshalText checks the address; an empty one is none.
func (u *BaseURL) UnmarshalText(b []byte) error {
	s := strings.TrimRight(string(b), "/")
	if s == "" {
		*u = ""
		return nil
	}
	p, err := url.Parse(s)
	if err != nil || (p.Scheme != "http" && p.Scheme != "https") || p.Host == "" ||
		p.User != nil || p.RawQuery != "" || p.Fragment != "" {
		return errors.New("not an http or https address of a server")
	}
	*u = BaseURL(s)
	return nil
}

// IsSecure reports whether the address is https.
func (u BaseURL) IsSecure() bool { return strings.HasPrefix(string(u), "https://") }

// Host is the address without its scheme.
func (u BaseURL) Host() string {
	_, host, _ := strings.Cut(string(u), "://")
	return host
}

// Zone is a time zone by its name.
type Zone struct{ *time.Location }

// UnmarshalText looks the zone up. "Local" is refused: it would make the
// meaning of stored days depend on the machine.
func (z *Zone) UnmarshalText(b []byte) error {
	location, err := time.LoadLocation(string(b))
	if err != nil || location == time.Local || len(b) == 0 {
		return fmt.Errorf("no time zone %q", b)
	}
	z.Location = location
	return nil
}
