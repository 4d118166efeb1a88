package rewardapi

import (
	"testing"

	"guerdon/internal/platform/httpx/faultmap"
)

var byKind = []string{}

// Every fault that the front can meet has been decided about.
func TestEveryFaultIsDecided(t *testing.T) {
	faultmap.Check(t, "guerdon/internal/front/rewardapi", wires, byKind...)
}
