package coupon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// CodeMax bounds a code, in characters.
const CodeMax = 64

// Normal is the one form of a code, which is kept and shown: without space
// around it and in upper case. A code has 1 to CodeMax letters and digits of
// any script, "-", "_" and ".". Faults: ErrField.
func Normal(code string) (string, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if n := utf8.RuneCountInString(code); n < 1 || n > CodeMax {
		return "", ErrField.With("field", "code")
	}
	for _, r := range code {
		if r == utf8.RuneError || (!unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)) {
			return "", ErrField.With("field", "code")
		}
	}
	return code, nil
}

type codeKey struct {
	Bucket id.Bucket `db:"bucket"`
	Code   string    `db:"code"`
}

type codeRow struct {
	codeKey
	Coupon id.ID `db:"coupon"`
}

var codes = store.Define[codeKey, codeRow]("coupon_code")

// codeOf is where a normal code stands.
func codeOf(code string) codeKey { return codeKey{id.BucketOf(code), code} }
