package code

import "strings"

// alphabet is Crockford's base 32; a symbol's place is its value.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// secretLen symbols of 5 bits are the secret; one check symbol follows.
const (
	secretLen = 12
	tailLen   = secretLen + 1
)

// secretValue is the value of a symbol of the tail. O is read as 0, I and L
// as 1; other strangers have no value.
func secretValue(c byte) (byte, bool) {
	switch c {
	case 'O':
		return 0, true
	case 'I', 'L':
		return 1, true
	}
	i := strings.IndexByte(alphabet, c)
	return byte(i), i >= 0
}

// prefixValue is the value of a letter or digit of the prefix for the check
// symbol. It differs for any two digits and for any two letters, which is
// enough: no field of a prefix may hold both.
func prefixValue(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'A' && c <= 'Z':
		return (c - 'A' + 10) % 32, true
	}
	return 0, false
}

// upper raises ASCII letters only: no other letter may become one of ours.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}
