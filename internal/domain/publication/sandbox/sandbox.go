// Package sandbox pretends to publish, for trying out: whatever is bound with
// sandbox credentials goes here, on every platform.
//
// Invariants: nothing is ever sent anywhere, and everything says so: the
// results are marked as simulated and have no address.
//
// Callers: cmd hands it to the publication module, never in production.
package sandbox

import (
	"context"

	"guerdon/internal/domain/publication"
)

// Adapter pretends. The zero value is ready.
type Adapter struct{}

// Submit pretends to post, as real adapters do: committed first.
func (a Adapter) Submit(ctx context.Context, t publication.Task) (publication.Report, error) {
	if err := t.Commit(ctx, ""); err != nil {
		return publication.Report{}, err
	}
	return a.Look(ctx, t)
}

// Look finds every task published.
func (Adapter) Look(_ context.Context, t publication.Task) (publication.Report, error) {
	return publication.Report{State: publication.Published, Ref: "sandbox-" + t.Number, Reason: publication.Simulated}, nil
}
