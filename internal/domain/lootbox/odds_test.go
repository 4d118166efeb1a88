package lootbox

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"guerdon/internal/base/id"
)

// documented are the six prizes of the document's box, in parts per million.
var documented = []int64{500_000, 300_000, 150_000, 39_000, 10_000, 1_000}

func prizesOf(weights ...int64) []Prize {
	list := make([]Prize, len(weights))
	for i, w := range weights {
		list[i] = Prize{boxKey: boxKey{ID: id.ID(i + 1)}, Weight: w, Stock: w}
	}
	return list
}

// stocked is the odds where every prize has its whole stock but for those
// that are out.
func stocked(list []Prize, out ...id.ID) odds {
	left := map[id.ID]int64{}
	for _, p := range list {
		left[p.ID] = p.Stock
	}
	for _, i := range out {
		left[i] = 0
	}
	return newOdds(list, left)
}

// critical is the χ² that a fair draw exceeds once in a thousand, by degrees
// of freedom.
var critical = map[int]float64{1: 10.83, 2: 13.82, 3: 16.27, 4: 18.47, 5: 20.52}

// chiSquare compares what was drawn with the shares.
func chiSquare(o odds, drawn map[id.ID]int64, n int64) (x float64, freedom int) {
	freedom = -1
	for _, c := range o.chances {
		if c.Share == 0 {
			continue
		}
		expected := float64(n) * float64(c.Share) / float64(o.sum)
		off := float64(drawn[c.ID]) - expected
		x, freedom = x+off*off/expected, freedom+1
	}
	return x, freedom
}

// A million draws are spread as the odds say, each from a source of its own,
// as writes have them.
func TestAMillionDrawsFollowTheOdds(t *testing.T) {
	for name, o := range map[string]odds{
		"all in stock": stocked(prizesOf(documented...)),
		"two are out":  stocked(prizesOf(documented...), 1, 4),
		"even":         stocked(prizesOf(250_000, 250_000, 250_000, 250_000)),
	} {
		t.Run(name, func(t *testing.T) {
			const n = 1_000_000
			drawn := map[id.ID]int64{}
			source := rand.NewChaCha8([32]byte{1})
			for i := range uint64(n) {
				if i%16 == 0 { // a new write
					var seed [32]byte
					binary.LittleEndian.PutUint64(seed[:], i)
					source = rand.NewChaCha8(seed)
				}
				drawn[o.pick(source).ID]++
			}
			x, freedom := chiSquare(o, drawn, n)
			t.Logf("χ² %.2f with %d degrees of freedom: %v", x, freedom, drawn)
			if x > critical[freedom] {
				t.Errorf("χ² %.2f is beyond %.2f", x, critical[freedom])
			}
		})
	}
}

// Every number below the sum falls into one prize, and as many into each as
// its share.
func TestEveryNumberIsOnePrize(t *testing.T) {
	for _, o := range []odds{stocked(prizesOf(5, 3, 2, 7, 1), 3), stocked(prizesOf(documented...)), stocked(prizesOf(documented...), 1, 6)} {
		got := map[id.ID]int64{}
		for n := range o.sum {
			got[o.at(n).ID]++
		}
		for _, c := range o.chances {
			if got[c.ID] != c.Share {
				t.Errorf("prize %d: %d numbers, share %d", c.ID, got[c.ID], c.Share)
			}
		}
	}
}

// Whatever is left, a pick is a prize that is left, and the shares add up.
func TestPickTakesWhatIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Int64Range(1, WeightSum), 1, 20).Draw(t, "weights")
		list, left := prizesOf(weights...), map[id.ID]int64{}
		for i := range list {
			list[i].Stock = rapid.SampledFrom([]int64{Unlimited, 1, 100}).Draw(t, "stock")
			left[list[i].ID] = rapid.Int64Range(0, 3).Draw(t, "left")
		}
		o := newOdds(list, left)
		sum, out := int64(0), false
		for i, c := range o.chances {
			gone := list[i].Stock != Unlimited && left[c.ID] == 0
			if gone != (c.Share == 0) || (!gone && c.Share != list[i].Weight) || (list[i].Stock == Unlimited) != (c.Remaining == Unlimited) {
				t.Fatalf("prize %+v of %d left has share %d", list[i], left[c.ID], c.Share)
			}
			sum, out = sum+c.Share, out || gone
		}
		if o.sum != sum || o.out != out || o.sellable(Renormalise) != (sum > 0) || o.sellable(CloseBox) != (sum > 0 && !out) {
			t.Fatalf("%+v", o)
		}
		if sum == 0 {
			return
		}
		source := rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)
		for range 50 {
			if c := o.pick(source); c.Share == 0 || c.Remaining == 0 {
				t.Fatalf("picked %+v", c)
			}
		}
	})
}
