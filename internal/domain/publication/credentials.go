package publication

import (
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"fmt"
)

// Bounds of credentials.
const (
	credentialsMax = 10   // fields
	credentialMax  = 2048 // bytes of one
)

// Credentials are what proves at a platform whose account it is: app_id,
// app_secret and the like, by name. They print as "[credentials]".
type Credentials map[string]string

// Format hides the values from every verb of fmt.
func (Credentials) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[credentials]")) }

// LogValue hides the values from structured logs.
func (Credentials) LogValue() slog.Value { return slog.StringValue("[credentials]") }

// sandboxPrefixes begin the app_id of credentials with which nothing real can
// be done. The second is the document's example.
var sandboxPrefixes = []string{"sandbox", "xxx"}

// IsSandbox reports whether they are those of the sandbox.
func (c Credentials) IsSandbox() bool {
	return slices.ContainsFunc(sandboxPrefixes, func(p string) bool { return strings.HasPrefix(strings.ToLower(c["app_id"]), p) })
}

// held are the credentials that mean something to the platform, once they are
// known to be complete and within bounds.
func (c Credentials) held(p Info) (Credentials, error) {
	if len(c) > credentialsMax {
		return nil, ErrCredentials.With("field", "credentials")
	}
	out := Credentials{}
	for _, name := range slices.Sorted(maps.Keys(c)) {
		value := strings.TrimSpace(c[name])
		if !p.knows(name) || value == "" {
			continue
		}
		if len(value) > credentialMax || !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return nil, ErrCredentials.With("field", name)
		}
		out[name] = value
	}
	for _, name := range p.Required {
		if out[name] == "" {
			return nil, ErrCredentials.With("field", name)
		}
	}
	return out, nil
}

// encode and decodeCredentials are the form in which they are sealed.
func (c Credentials) encode() []byte {
	values := url.Values{}
	for name, value := range c {
		values.Set(name, value)
	}
	return []byte(values.Encode())
}

func decodeCredentials(plain []byte) (Credentials, error) {
	values, err := url.ParseQuery(string(plain))
	if err != nil {
		return nil, err
	}
	c := Credentials{}
	for name := range values {
		c[name] = values.Get(name)
	}
	return c, nil
}

// secretMin is the length from which on a value is looked for in texts:
// shorter ones are in every text.
const secretMin = 4

// redact takes the values out of a text of somebody else's.
func (c Credentials) redact(text string) string {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if value := c[name]; len(value) >= secretMin {
			text = strings.NewReplacer(value, "***", url.QueryEscape(value), "***", url.PathEscape(value), "***").Replace(text)
		}
	}
	return text
}
