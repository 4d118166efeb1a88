package print

import (
	"strings"
	"unicode"
)

// nameMax is how many characters of a name are looked at.
const nameMax = 200

// wrap breaks text into at most linesMax lines of a width in points: at
// spaces where there are any, else anywhere, as Chinese is. What does not fit
// ends in "…".
func (t *typeface) wrap(text string, size, width float64, linesMax int) []string {
	rest := []rune(oneLine(text))
	var lines []string
	for len(rest) > 0 && len(lines) < linesMax {
		fits := t.fitting(rest, size, width)
		if fits == len(rest) {
			return append(lines, string(rest))
		}
		if len(lines) == linesMax-1 {
			return append(lines, t.elided(rest[:fits], size, width))
		}
		cut := fits
		for cut > 0 && rest[cut] != ' ' {
			cut--
		}
		if cut == 0 {
			cut = fits
		}
		lines = append(lines, strings.TrimSpace(string(rest[:cut])))
		rest = []rune(strings.TrimLeft(string(rest[cut:]), " "))
	}
	return lines
}

// fitting is how many characters fit into width, at least one.
func (t *typeface) fitting(text []rune, size, width float64) int {
	used := 0.0
	for i, r := range text {
		used += t.width(string(r), size)
		if used > width && i > 0 {
			return i
		}
	}
	return len(text)
}

// elided shortens text until it and "…" fit into width.
func (t *typeface) elided(text []rune, size, width float64) string {
	for len(text) > 1 && t.width(string(text)+"…", size) > width {
		text = text[:len(text)-1]
	}
	return strings.TrimSpace(string(text)) + "…"
}

// wrapCode breaks a code after its underscores into lines of a width, as few
// as possible. A part that is wider gets a line of its own.
func (t *typeface) wrapCode(code string, size, width float64) []string {
	lines := []string{""}
	for _, part := range strings.SplitAfter(code, "_") {
		last := &lines[len(lines)-1]
		if *last != "" && t.width(*last+part, size) > width {
			lines = append(lines, part)
			continue
		}
		*last += part
	}
	return lines
}

// oneLine makes every run of spaces and control characters one space, and
// takes no more than nameMax characters.
func oneLine(text string) string {
	clean := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text[:min(len(text), 4*nameMax)])
	runes := []rune(strings.Join(strings.Fields(clean), " "))
	return string(runes[:min(len(runes), nameMax)])
}
