package localdemo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"unicode/utf8"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation/localdemo/aigc"
	"guerdon/internal/domain/generation/localdemo/prose"
	"guerdon/internal/domain/generation/localdemo/typeset"
)

// Label is the honest label on everything that this package makes.
const Label = prose.Label

// ErrInput means that a command is empty, too long or out of its range. Its
// parameter "field" names the member.
var ErrInput = fault.New(fault.Invalid, "localdemo.input", "A generation input is missing, too long or out of range.")

// Studio makes the demo content. It holds only what is read once, and may be
// shared by goroutines.
type Studio struct {
	font    *typeset.Font
	library *prose.Library
}

// Open prepares a studio. Faults: typeset.ErrFont, prose.ErrLibrary; both mean
// a broken build.
func Open() (*Studio, error) {
	font, err := typeset.Open()
	if err != nil {
		return nil, err
	}
	library, err := prose.Open()
	if err != nil {
		return nil, err
	}
	return &Studio{font: font, library: library}, nil
}

// check is one condition on an input.
type check struct {
	field string
	ok    bool
}

// inputs gives the fault of the first condition that fails.
func inputs(checks ...check) error {
	for _, c := range checks {
		if !c.ok {
			return ErrInput.With("field", c.field)
		}
	}
	return nil
}

// sized reports whether text is UTF-8 of least to most characters.
func sized(text string, least, most int) bool {
	if len(text) > utf8.UTFMax*most || !utf8.ValidString(text) {
		return false
	}
	n := utf8.RuneCountInString(text)
	return least <= n && n <= most
}

// marked fills the members of a mark that the caller left empty: the local
// demo is the producer, and the content's number comes from its input.
func marked(m aigc.Mark, kind, input string) aigc.Mark {
	if m.Producer == "" {
		m.Producer = "guerdon local-demo"
	}
	if m.ProduceID == "" {
		sum := sha256.Sum256([]byte(kind + "\x00" + input))
		m.ProduceID = kind + "-" + hex.EncodeToString(sum[:12])
	}
	return m
}

// going gives the fault of a context that has ended.
func going(ctx context.Context) error { return context.Cause(ctx) }
