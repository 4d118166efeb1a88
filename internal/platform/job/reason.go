package job

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"guerdon/internal/base/fault"
)

// reason is the part of an error that may be stored and shown: a fault's code
// and text. Causes may hold addresses and secrets and go to the log alone.
func reason(err error) string {
	f := fault.Of(err)
	return safe(f.Code + ": " + f.Text)
}

// safe makes a text fit for every engine and every page: printable, bounded.
func safe(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	if len(s) <= reasonMax {
		return s
	}
	cut := reasonMax
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}
