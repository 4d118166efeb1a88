package event

// The stored form of effects, and the text that looks transfers up.
var (
	FormatForTest     = format
	ParseForTest      = parse
	GrantsTextForTest = grantsText
)
