package actor_test

import (
	"testing"

	"guerdon/internal/base/actor"
)

func TestTheStoredForm(t *testing.T) {
	for want, a := range map[string]actor.Actor{
		"member:123": actor.OfMember(123), "system": actor.OfSystem, "operator:1": {Kind: actor.Operator, ID: 1}, "api_key:9": {Kind: actor.APIKey, ID: 9},
	} {
		if got := a.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := (actor.Actor{}).String(); got != "system" {
		t.Errorf("nobody is %q", got)
	}
}
