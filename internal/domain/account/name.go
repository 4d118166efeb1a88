package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"guerdon/internal/domain/member"
)

// Bounds, in characters, and for an e-mail address in bytes.
const (
	usernameMin = 3
	usernameMax = 32
	passwordMin = 8
	passwordMax = 128
	emailMax    = 254
	localMax    = 64
	labelMax    = 63
)

// validUsername takes letters of ASCII and Chinese characters, so that no two
// usernames look alike: no other script, and no compatibility forms.
func validUsername(name string) bool {
	if n := utf8.RuneCountInString(name); n < usernameMin || n > usernameMax || !utf8.ValidString(name) {
		return false
	}
	return !strings.ContainsFunc(name, func(c rune) bool {
		return !isAlphanumeric(c) && !strings.ContainsRune("_-.", c) && !isHan(c)
	})
}

func isAlphanumeric(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// isHan is unicode.Han without radicals, marks and compatibility forms, each
// of which looks like a character proper.
func isHan(c rune) bool {
	switch {
	case c < 0x3400, c >= 0xf900 && c <= 0xfaff, c >= 0x2f800 && c <= 0x2fa1f:
		return c == 0x3007 // 〇
	}
	return unicode.Is(unicode.Han, c)
}

// validEmail asks for what any mail server accepts: a dot-atom of ASCII before
// the @, a host name of two labels or more after it. Whether mail arrives is
// not known.
func validEmail(address string) bool {
	local, host, found := strings.Cut(address, "@")
	if !found || len(address) > emailMax || len(local) > localMax || !validLocal(local) {
		return false
	}
	labels := strings.Split(host, ".")
	for _, l := range labels {
		if !validLabel(l) {
			return false
		}
	}
	top := labels[len(labels)-1]
	return len(labels) >= 2 && len(top) >= 2 && strings.ContainsFunc(top, unicode.IsLetter)
}

func validLocal(local string) bool {
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(c rune) bool {
			return !isAlphanumeric(c) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", c)
		}) {
			return false
		}
	}
	return true
}

func validLabel(label string) bool {
	return label != "" && len(label) <= labelMax && label[0] != '-' && label[len(label)-1] != '-' &&
		!strings.ContainsFunc(label, func(c rune) bool { return !isAlphanumeric(c) && c != '-' })
}

// validPassword reports whether a password is one for these names.
func validPassword(pass, username, email string) bool {
	n := utf8.RuneCountInString(pass)
	return n >= passwordMin && n <= passwordMax && utf8.ValidString(pass) && !strings.ContainsRune(pass, 0) &&
		!strings.EqualFold(pass, username) && !strings.EqualFold(pass, email)
}

// subjectOf is whom somebody signs in as: a username has no @ in it.
func subjectOf(name string) member.Subject {
	if strings.Contains(name, "@") {
		return member.Email(name)
	}
	return member.Username(name)
}
