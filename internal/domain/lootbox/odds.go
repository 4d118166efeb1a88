package lootbox

import (
	"math/rand/v2"

	"guerdon/internal/base/id"
)

// Chance is a prize as it stands now: what is left of it, and its share of
// the draws, Weight out of the sum of all Weights that are left.
type Chance struct {
	Prize
	Remaining int64 // Unlimited, or what is left
	Share     int64 // the weight that a draw uses: 0 where nothing is left
}

// odds is a version's prizes with what is left of each. It is what a draw
// uses and what is published.
type odds struct {
	chances []Chance
	sum     int64
	out     bool // some prize has run out
}

func newOdds(list []Prize, left map[id.ID]int64) odds {
	o := odds{chances: make([]Chance, len(list))}
	for i, p := range list {
		c := Chance{Prize: p, Remaining: Unlimited, Share: p.Weight}
		if p.Stock != Unlimited {
			c.Remaining = left[p.ID]
		}
		if c.Remaining == 0 {
			c.Share, o.out = 0, true
		}
		o.sum += c.Share
		o.chances[i] = c
	}
	return o
}

// sellable reports whether a draw may be sold under the policy.
func (o odds) sellable(policy SoldOut) bool {
	return o.sum > 0 && (policy != CloseBox || !o.out)
}

// pick draws one prize: a number below the sum of all shares, every number
// equally likely, falls into one prize's share.
func (o odds) pick(source rand.Source) Chance {
	return o.at(int64(rand.New(source).Uint64N(uint64(o.sum))))
}

// at is the prize whose share the number falls into.
func (o odds) at(n int64) Chance {
	for _, c := range o.chances {
		if n < c.Share {
			return c
		}
		n -= c.Share
	}
	panic("lootbox: a number beyond the shares")
}
