package study

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
)

// What is stored of awards is read as it was.
func TestAwardsAreKept(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) award {
			return award{
				Rule: id.ID(rapid.Int64Min(0).Draw(rt, "rule")), Version: rapid.Int64Min(0).Draw(rt, "version"), Amount: amount.Amount(rapid.Int64Min(0).Draw(rt, "amount")),
				Transfer: id.ID(rapid.Int64Min(0).Draw(rt, "transfer")), Reversed: rapid.Bool().Draw(rt, "reversed"),
			}
		}), 0, 5).Draw(rt, "awards")
		packed := packAwards(list)
		if got := awardsIn(packed); !slices.Equal(got, list) {
			rt.Fatalf("%v, was %v", got, list)
		}
		if n := len(packed); n > 0 {
			if _, ok := unpackAwards(packed[:n-1]); ok {
				rt.Fatal("a part of it was read")
			}
		}
	})
}

func FuzzAwards(f *testing.F) {
	f.Add(packAwards([]award{{1, 2, 3, 4, true}}))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, b []byte) {
		if list, ok := unpackAwards(b); ok && len(list) > len(b) {
			t.Errorf("%d bytes are %d awards", len(b), len(list))
		}
	})
}
