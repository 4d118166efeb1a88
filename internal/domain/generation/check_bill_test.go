package generation_test

import (
	"testing"

	"guerdon/internal/domain/generation"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// What is wrong about a payment is seen.
func TestCheckSeesBills(t *testing.T) {
	shops(t, nil, one(&seller{name: "v"}), func(s *shop) {
		s.offer(1, "v", 8)
		s.grant(s.member, 100)
		paid := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1})
		s.work()
		open := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1})
		for i, c := range []struct {
			g     generation.Generation
			spoil func(g *generation.Generation)
		}{
			{paid, func(g *generation.Generation) { g.Charge = "sold" }},
			{paid, func(g *generation.Generation) { g.Charge, g.Paid, g.Payment = generation.Voided, 0, 0 }},
			{paid, func(g *generation.Generation) { g.Paid++ }},
			{paid, func(g *generation.Generation) { g.Payment++ }},
			{paid, func(g *generation.Generation) { g.Hold = 0 }},
			{paid, func(g *generation.Generation) { g.Price = 9; g.Paid = 9 }},
			{paid, func(g *generation.Generation) { g.Creation = 0 }},
			{paid, func(g *generation.Generation) { g.Submit = generation.Submitted }},
			{paid, func(g *generation.Generation) { g.Text = "" }},
			{open, func(g *generation.Generation) { g.Charge = generation.Captured }},
			{open, func(g *generation.Generation) { g.Hold = s.look(paid).Hold }},
		} {
			good := s.look(c.g)
			bad := good
			c.spoil(&bad)
			s.overwrite(bad)
			found, err := verify.All(s.t.Context(), s.store, nil, generation.Check())
			if err != nil || found.Count == 0 {
				s.t.Errorf("of spoil %d it finds %v, %v", i, found, err)
			}
			s.overwrite(good)
		}
		s.write(func(tx *store.Tx) error { _, err := s.ledger.Void(tx, open.Hold); return err })
		s.work()
	})
}
