package event

// The stored form of effects.
var (
	FormatForTest = format
	ParseForTest  = parse
)
