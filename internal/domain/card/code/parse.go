package code

import (
	"net/url"
	"strconv"
	"strings"

	"guerdon/internal/base/id"
)

// InputMax is how many bytes of input are looked at: more is malformed.
const InputMax = 512

// Parse reads a card code as people send it: in either case, with full-width
// characters, with spaces, any dashes or underscores between the parts, with
// O for 0 and I or L for 1 in the secret, or as the whole address from a QR
// picture. The check symbol of a sealed code is verified here, before
// anything is looked up. Faults: ErrMalformed, ErrMistyped.
func Parse(input string) (Code, error) {
	text, err := fold(input)
	if err != nil {
		return Code{}, err
	}
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == '_' })
	if len(fields) < 4 {
		return Code{}, ErrMalformed
	}
	batch, err := ParseBatch(strings.Join(fields[:3], "_"))
	if err != nil {
		return Code{}, ErrMalformed
	}
	card, err := parseCard(fields[3])
	if err != nil {
		return Code{}, err
	}
	if len(fields) == 4 {
		return batch.Plain(card), nil
	}
	return parseSealed(batch.Plain(card), strings.Join(fields[4:], ""))
}

// Normalise is the canonical spelling of the code in input.
// Faults: ErrMalformed, ErrMistyped.
func Normalise(input string) (string, error) {
	c, err := Parse(input)
	if err != nil {
		return "", err
	}
	return c.String(), nil
}

// parseCard refuses what String would not write: signs, leading zeros.
func parseCard(s string) (id.ID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != s {
		return 0, ErrMalformed
	}
	return id.ID(n), nil
}

func parseSealed(c Code, tail string) (Code, error) {
	if len(tail) != tailLen {
		return Code{}, ErrMalformed
	}
	canonical := make([]byte, tailLen)
	for i := range canonical {
		v, ok := secretValue(tail[i])
		if !ok {
			return Code{}, ErrMalformed
		}
		canonical[i] = alphabet[v]
	}
	c.Style, c.tail = Sealed, string(canonical)
	if !genuine(c.prefix(), c.tail) {
		return Code{}, ErrMistyped
	}
	return c, nil
}

// fold brings input to capital letters, digits and single-byte underscores,
// or refuses it.
func fold(input string) (string, error) {
	if len(input) > InputMax {
		return "", ErrMalformed
	}
	text := strings.Map(foldRune, input)
	if strings.Contains(text, "/") {
		segment, err := url.PathUnescape(lastSegment(text))
		if err != nil {
			return "", ErrMalformed
		}
		text = strings.Map(foldRune, segment)
	}
	text = upper(text)
	for i := range len(text) {
		if _, ok := prefixValue(text[i]); !ok && text[i] != '_' {
			return "", ErrMalformed
		}
	}
	return text, nil
}

// lastSegment is the last path segment of an address, without its query,
// fragment and closing slashes.
func lastSegment(address string) string {
	address, _, _ = strings.Cut(address, "#")
	address, _, _ = strings.Cut(address, "?")
	address = strings.TrimRight(address, "/")
	return address[strings.LastIndexByte(address, '/')+1:]
}
