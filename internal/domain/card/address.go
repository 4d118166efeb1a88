package card

import (
	"net/url"
	"strings"
	"unicode"
)

// webAddress reports whether text is an absolute http or https address
// without credentials, in visible characters.
func webAddress(text string) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || r <= ' ' || r == '"' || r == '<' || r == '>' }) {
		return false
	}
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}
