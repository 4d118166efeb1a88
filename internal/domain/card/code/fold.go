package code

import (
	"strings"
	"unicode"
)

// separators are the strokes that phones and input methods put where a code
// has a dash or an underscore; a Chinese keyboard gives two em dashes for one
// underscore.
const separators = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u30FC\uFE58\uFE63\uFF70"

// foldRune makes full-width characters ordinary, every separator and space an
// underscore, and drops what cannot be seen.
func foldRune(r rune) rune {
	if r >= '\uFF01' && r <= '\uFF5E' {
		r -= 0xFEE0
	}
	switch {
	case strings.ContainsRune(separators, r), unicode.IsSpace(r):
		return '_'
	case r == '\u00AD', unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}
