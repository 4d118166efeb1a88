package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// IsPostgres reports whether the database is a PostgreSQL server and not
// the embedded one.
func (d DatabaseURL) IsPostgres() bool {
	return strings.HasPrefix(d.text, "postgres://") || strings.HasPrefix(d.text, "postgresql://")
}

// shown is the address without its password and parameters.
func (d DatabaseURL) shown() string {
	u, err := url.Parse(d.text)
	if err != nil || d.text == "" {
		return d.Secret.shown()
	}
	u.RawQuery = ""
	return u.Redacted()
}

// Format shows the address without its password.
func (d DatabaseURL) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(d.shown())) }

// MarshalText shows the address without its password.
func (d DatabaseURL) MarshalText() ([]byte, error) { return []byte(d.shown()), nil }

// LogValue shows the address without its password.
func (d DatabaseURL) LogValue() slog.Value { return slog.StringValue(d.shown()) }
