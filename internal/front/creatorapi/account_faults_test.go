package creatorapi

// accountKinds are the area's faults for which the words of their kind are the
// right ones, or which no operation provokes.
var accountKinds = []string{
	"account.role_invalid",
	"setting.unknown", "setting.value_invalid", "setting.version_stale",
}
