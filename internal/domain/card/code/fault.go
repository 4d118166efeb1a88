package code

import "guerdon/internal/base/fault"

// Faults of making and reading codes. A front that must not tell strangers
// why a code is wrong answers ErrMalformed and ErrMistyped as "not found".
var (
	ErrMalformed = fault.New(fault.Invalid, "card.code_malformed", "This is not a card code.")
	ErrMistyped  = fault.New(fault.Invalid, "card.code_mistyped", "The card code contains a typing mistake.")
	ErrBatch     = fault.New(fault.Invalid, "card.batch_code_invalid", "A batch code has the form CATEGORY_YYYYMMDD_001.")
)
