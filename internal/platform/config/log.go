package config

import (
	"io"
	"log/slog"
	"strings"
)

// NewLogger is the program's logger, with the level and format of the
// settings. Attributes whose name speaks of a secret lose their value.
func (c *Config) NewLogger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // an enum of valid ones; else info
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// redact is the last line of defence; callers do not log secrets.
func redact(_ []string, a slog.Attr) slog.Attr {
	name := strings.ToLower(a.Key)
	for _, word := range []string{"password", "secret", "token", "authorization", "cookie", "api_key", "signature", "nonce"} {
		if strings.Contains(name, word) {
			return slog.String(a.Key, "[secret]")
		}
	}
	return a
}
