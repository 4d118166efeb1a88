package creatorapi

import (
	"testing"

	"guerdon/internal/domain/publication"
)

// publishKinds are the area's faults for which the words of their kind are the
// right ones, or which no operation provokes.
var publishKinds = []string{
	"blob.name", "blob.too_large",
	"job.cancelled", "job.crashed", "job.exhausted", "job.finished", "job.invalid", "job.lease_lost", "job.not_found", "job.not_retryable", "job.panic", "job.timeout",
	"publication.lost", "publication.reason_missing",
	"secret.sealed", "secret.unknown_key",
}

// Every reason has words, and no other.
func TestReasonsHaveWords(t *testing.T) {
	known := publication.Reasons()
	for _, r := range known {
		if reasons[r] == "" {
			t.Errorf("%s has no words", r)
		}
	}
	if len(reasons) != len(known) {
		t.Errorf("%d words for %d reasons", len(reasons), len(known))
	}
}
