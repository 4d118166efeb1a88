package model

// CleanBase checks an address.
func CleanBase(provider, text string, loopback bool) (string, error) {
	return cleanBase(provider, text, loopback)
}

// Guess says what a model of these names makes.
func Guess(provider, name string) string {
	var m Model
	m.Provider, m.ModelName = provider, name
	m.setTypes(nil)
	return m.Makes
}
