package site

import (
	"testing"

	"guerdon/internal/base/fault"
)

// Every kind of fault has a status of its own: this front decides by kind.
func TestKindsHaveStatuses(t *testing.T) {
	for kind := fault.Internal; kind <= fault.Unavailable; kind++ {
		if wire, _ := wires.Of(&fault.Fault{Kind: kind, Code: "site.test", Text: "x"}); wire.Status < 400 || wire.Text == "" {
			t.Errorf("%s: %+v", kind, wire)
		}
	}
}
