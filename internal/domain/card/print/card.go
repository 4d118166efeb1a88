package print

import (
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// Faults of printing.
var (
	ErrCard    = fault.New(fault.Invalid, "print.card_invalid", "The card has no printable code.")
	ErrContent = fault.New(fault.Invalid, "print.content_too_long", "The QR address is empty or longer than 250 bytes.")
	ErrTooMany = fault.New(fault.Invalid, "print.too_many_cards", "More cards than fit into one batch.")
	ErrFont    = fault.New(fault.Invalid, "print.font_invalid", "The font is not a usable TrueType or OpenType font.")
	ErrGrid    = fault.New(fault.Invalid, "print.grid_invalid", "A sheet has 1 to 4 columns and 1 to 10 rows.")
)

// CardsMax is how many cards one archive or sheet may hold.
const CardsMax = 10_000

// Card is what is printed of a card.
type Card struct {
	ID     id.ID
	Code   string      // canonical: capital letters, digits, _ and -
	URL    string      // what the QR says, at most 250 bytes
	Name   string      // what the card gives, for people
	Expiry instant.Day // the last day of use; "" is not shown
}

// codeMax is longer than any card code.
const codeMax = 100

// codeCharacters are all that a card code may have.
const codeCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_-"

// check refuses a code that could not be a file name or a caption.
func (c Card) check() error {
	strange := func(r rune) bool {
		return !strings.ContainsRune(codeCharacters, r)
	}
	if c.Code == "" || len(c.Code) > codeMax || strings.ContainsFunc(c.Code, strange) {
		return ErrCard
	}
	return nil
}
