package generation_test

import (
	"testing"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/verify"
)

// verify holds the bundle's rows to each other. The memory engine cannot.
func (b *bundle) verify() {
	b.t.Helper()
	if b.store.Engine() == "memory" {
		return
	}
	found, err := verify.All(b.t.Context(), b.store, nil, generation.Check(), b.ledger.Check(), rule.Check())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, d := range found.First {
		b.t.Error(d)
	}
}

// What is wrong is seen.
func TestCheckSees(t *testing.T) {
	onSQL(t, nil, func(b *bundle) {
		started := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
		b.work()
		b.mustStart(generation.StartCmd{Kind: generation.Image})
		for _, spoil := range []func(g *generation.Generation){
			func(g *generation.Generation) { g.State, g.FinishedAt, g.File = generation.Processing, 0, "" },
			func(g *generation.Generation) { g.File = "" },
			func(g *generation.Generation) { g.State = generation.Failed },
			func(g *generation.Generation) { g.Points = 11 },
			func(g *generation.Generation) { g.Transfer++ },
			func(g *generation.Generation) { g.Reward = generation.Lapsed },
		} {
			good := b.look(started)
			bad := good
			spoil(&bad)
			b.overwrite(bad)
			found, err := verify.All(b.t.Context(), b.store, nil, generation.Check())
			if err != nil || found.Count != 1 {
				b.t.Errorf("of %+v it finds %v, %v", bad, found, err)
			}
			b.overwrite(good)
		}
	})
}
