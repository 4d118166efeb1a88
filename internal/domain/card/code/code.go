package code

import (
	"crypto/subtle"
	"log/slog"
	"strconv"

	"guerdon/internal/base/id"
)

// Style is how hard a code is to guess.
type Style string

// The two styles.
const (
	Plain  Style = "plain"  // the documented form; anybody can count on from one
	Sealed Style = "sealed" // with a secret; the default
)

// Code is a card code, taken apart. Get one from Batch.Plain, Batch.Sealed or
// Parse. Codes can be compared with ==, which is not for secrets: Matches is.
type Code struct {
	Style Style
	Batch Batch
	Card  id.ID  // positive
	tail  string // secret and check symbol without dashes; "" when plain
}

// String is the one canonical spelling.
func (c Code) String() string {
	if c.Style != Sealed || len(c.tail) != tailLen {
		return c.prefix()
	}
	return c.prefix() + "_" + c.tail[:4] + "-" + c.tail[4:8] + "-" + c.tail[8:]
}

// Matches compares two codes in a time that does not tell where they differ.
func (c Code) Matches(other Code) bool {
	return subtle.ConstantTimeCompare([]byte(c.String()), []byte(other.String())) == 1
}

// LogValue keeps the secret out of logs: only the prefix is written.
func (c Code) LogValue() slog.Value { return slog.StringValue(c.prefix()) }

func (c Code) prefix() string {
	return c.Batch.String() + "_" + strconv.FormatInt(int64(c.Card), 10)
}
