package code

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// SeqMax is the largest number of a batch within its category and day.
const SeqMax = 999_999

// batchShape is what every batch code looks like: 1–16 letters, a day, and a
// number of 3 to 6 digits that is padded to 3.
var batchShape = regexp.MustCompile(`^[A-Z]{1,16}_[0-9]{8}_([0-9]{3}|[1-9][0-9]{3,5})$`)

// Batch is a batch code, taken apart.
type Batch struct {
	Category string      // lower case, as in "dance"
	Day      instant.Day // the day that the code names
	Seq      int         // 1 to SeqMax, counted per category and day
}

// BatchCode is the code of the seq-th batch of a category on a day, such as
// DANCE_20230101_001. Fault: ErrBatch.
func BatchCode(category string, day instant.Day, seq int) (string, error) {
	b := Batch{Category: strings.ToLower(category), Day: day, Seq: seq}
	if seq < 1 || seq > SeqMax {
		return "", ErrBatch
	}
	if back, err := ParseBatch(b.String()); err != nil || back != b {
		return "", ErrBatch
	}
	return b.String(), nil
}

// ParseBatch reads a batch code exactly as BatchCode writes it, in either
// case. Fault: ErrBatch.
func ParseBatch(s string) (Batch, error) {
	if len(s) > 32 {
		return Batch{}, ErrBatch
	}
	s = upper(s)
	if !batchShape.MatchString(s) {
		return Batch{}, ErrBatch
	}
	category, rest, _ := strings.Cut(s, "_")
	date, number, _ := strings.Cut(rest, "_")
	t, err := time.Parse("20060102", date)
	if err != nil {
		return Batch{}, ErrBatch
	}
	seq, err := strconv.Atoi(number)
	if err != nil || seq < 1 {
		return Batch{}, ErrBatch
	}
	return Batch{strings.ToLower(category), instant.Day(t.Format(time.DateOnly)), seq}, nil
}

// String is the batch code.
func (b Batch) String() string {
	date := strings.ReplaceAll(string(b.Day), "-", "")
	return fmt.Sprintf("%s_%s_%03d", upper(b.Category), date, b.Seq)
}

// Plain is the guessable code of a card, exactly as documented.
func (b Batch) Plain(card id.ID) Code {
	return Code{Style: Plain, Batch: b, Card: card}
}

// Sealed is the unguessable code of a card. The same key and card always give
// the same code, so nothing but the key has to be kept to print it again.
func (b Batch) Sealed(key Key, card id.ID) Code {
	c := b.Plain(card)
	secret := key.secret(c.prefix())
	check := checkSymbol(syndrome(syndrome(0, c.prefix(), prefixValue), secret, secretValue))
	c.Style, c.tail = Sealed, secret+check
	return c
}
