package card

import "guerdon/internal/domain/card/code"

// WellFormed reports whether text is a code with a right check symbol.
func WellFormed(text string) bool { _, err := code.Parse(text); return err == nil }

// Limits on attempts, for tests.
const (
	WrongMax     = wrongMax
	WrongFromMax = wrongFromMax
	PlainMax     = plainMax
	GuessWindow  = guessWindow
)
