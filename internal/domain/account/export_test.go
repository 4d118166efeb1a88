package account

// The rules for names and passwords.
var (
	ValidUsername = validUsername
	ValidEmail    = validEmail
	ValidPassword = validPassword
)

// Bounds.
const (
	FamiliesMax = familiesMax
	NetworkMax  = networkMax
)
