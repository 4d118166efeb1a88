package typeset

import (
	"strings"
	"unicode"
)

const (
	// A line never begins with one of these …
	closers = ",.!?;:%)]}>'\"\u3001\u3002\uff0c\uff0e\uff01\uff1f\uff1b\uff1a\uff05\uff09\u3009\u300b\u300d\u300f\u3011\u3015\u2019\u201d\u2026\u2014\u00b7~\uff5e\u30fc\u3005"
	// … and never ends with one of these.
	openers = "([{<\uff08\u3008\u300a\u300c\u300e\u3010\u3014\u2018\u201c"
)

// Wrap breaks clean text into lines no wider than width pixels. It keeps
// words and numbers whole where they fit, and punctuation with its
// neighbour, as Chinese setting asks.
func (f *Face) Wrap(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, f.wrapParagraph(paragraph, width)...)
	}
	return lines
}

func (f *Face) wrapParagraph(text string, width int) []string {
	var lines []string
	line, used := "", 0
	flush := func() {
		lines = append(lines, strings.TrimRight(line, " "))
		line, used = "", 0
	}
	for _, atom := range f.split(text, width) {
		w := f.Width(atom)
		if used+f.Width(strings.TrimRight(atom, " ")) > width && line != "" {
			flush()
		}
		if line == "" {
			atom = strings.TrimLeft(atom, " ")
			w = f.Width(atom)
		}
		line, used = line+atom, used+w
	}
	flush()
	return lines
}

// split cuts text into parts that stay whole. A part wider than a line is
// cut between any two characters.
func (f *Face) split(text string, width int) []string {
	var atoms []string
	for _, atom := range atomize(text) {
		if f.Width(atom) <= width {
			atoms = append(atoms, atom)
			continue
		}
		for _, r := range atom {
			atoms = append(atoms, string(r))
		}
	}
	return atoms
}

func atomize(text string) []string {
	var atoms []string
	var last rune
	for _, r := range text {
		if n := len(atoms); n > 0 && joins(last, r) {
			atoms[n-1] += string(r)
		} else {
			atoms = append(atoms, string(r))
		}
		last = r
	}
	return atoms
}

// joins reports whether no line may break between the two characters.
func joins(before, after rune) bool {
	switch {
	case after == ' ':
		return true // a space hangs on the part before it
	case before == ' ':
		return false
	}
	return wordy(before) && wordy(after) || strings.ContainsRune(closers, after) || strings.ContainsRune(openers, before)
}

// wordy reports whether r is part of a word that is written with spaces
// around it.
func wordy(r rune) bool {
	ideographic := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo)
	return !ideographic && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_'@#&/+=.,:%$", r))
}
