package typeset

import (
	"strings"
	"unicode"
)

// missing stands for characters that the font lacks.
const missing = '〓'

// Clean makes text drawable: line ends become \n, other controls and spaces
// one space each, invisible characters go, and every run of characters that
// the font lacks becomes one 〓.
func (f *Font) Clean(text string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		r = f.drawable(r)
		if r == 0 || (r == missing && last == missing) {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// drawable gives what is shown for r; 0 is nothing.
func (f *Font) drawable(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
		return '\n'
	case unicode.IsSpace(r) && r != '\u3000' || unicode.IsControl(r):
		return ' '
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
		return 0 // joiners, direction marks, selectors
	case f.Has(r):
		return r
	}
	return missing
}
