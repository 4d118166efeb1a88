package code

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guerdon/internal/base/id"
)

// genSealed draws a sealed code of any batch, card and key.
func genSealed(t *rapid.T) Code {
	var key Key
	copy(key[:], rapid.SliceOfN(rapid.Byte(), len(key), len(key)).Draw(t, "key"))
	return genBatch(t).Sealed(key, genCard(t))
}

func genBatch(t *rapid.T) Batch {
	category := rapid.StringMatching(`[a-z]{1,16}`).Draw(t, "category")
	day := rapid.SampledFrom([]string{"2023-01-01", "2024-02-29", "2026-12-31"}).Draw(t, "day")
	text, err := BatchCode(category, instantDay(day), rapid.IntRange(1, SeqMax).Draw(t, "seq"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := ParseBatch(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func genCard(t *rapid.T) id.ID {
	return id.ID(rapid.Int64Range(1, 1<<62).Draw(t, "card"))
}

// The powers of x are all different until they come back to 1 after 31 steps:
// x is primitive, on which every promise of the check symbol rests.
func TestFieldElementIsPrimitive(t *testing.T) {
	seen := map[byte]bool{}
	for a, n := byte(1), 0; n < 31; a, n = times2(a), n+1 {
		if a == 0 || a > 31 || seen[a] {
			t.Fatalf("power %d of x is %d: zero, outside the field or seen before", n, a)
		}
		seen[a] = true
	}
}

// The code is linear, so an error goes unseen exactly when its own syndrome is
// zero. All single errors and all neighbour swaps at all places of the longest
// code are tried, over all values.
func TestEverySingleErrorAndSwapHasASyndrome(t *testing.T) {
	const longest = 16 + 8 + 6 + 19 + tailLen
	word := make([]byte, longest)
	value := func(c byte) (byte, bool) { return c, true }
	for at := range longest {
		for e := byte(1); e < 32; e++ {
			word[at] = e
			if syndrome(0, string(word), value) == 0 {
				t.Fatalf("error %d at %d is not seen", e, at)
			}
			if at+1 < longest {
				word[at+1] = e // a swap of a and b adds a^b at both places
				if syndrome(0, string(word), value) == 0 {
					t.Fatalf("swap with difference %d at %d is not seen", e, at)
				}
				word[at+1] = 0
			}
		}
		word[at] = 0
	}
}

// On real codes: every other symbol at every place of the tail, every other
// digit or letter at every place of the prefix, every swap of neighbours.
func TestParseSeesEverySingleErrorAndSwap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		right := genSealed(t).String()
		for at := range len(right) {
			for _, other := range kin(right, at) {
				refuse(t, right[:at]+string(other)+right[at+1:], right)
			}
			if next := neighbour(right, at); next > 0 && right[at] != right[next] {
				swapped := []byte(right)
				swapped[at], swapped[next] = swapped[next], swapped[at]
				refuse(t, string(swapped), right)
			}
		}
	})
}

func refuse(t *rapid.T, wrong, right string) {
	if c, err := Parse(wrong); err == nil {
		t.Fatalf("Parse(%q) = %v, a typing mistake away from %q", wrong, c, right)
	}
}

// kin are the symbols that could stand at a place instead of what stands there.
func kin(s string, at int) string {
	all := alphabet
	if at < strings.LastIndexByte(s, '_') {
		all = "0123456789"
		if s[at] > '9' {
			all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		}
	}
	if !strings.ContainsRune(all, rune(s[at])) {
		return "" // a separator
	}
	return strings.ReplaceAll(all, s[at:at+1], "")
}

// neighbour is the place of the next symbol after at, separators apart, or 0.
func neighbour(s string, at int) int {
	for next := at + 1; next < len(s) && s[at] != '_' && s[at] != '-'; next++ {
		if s[next] != '_' && s[next] != '-' {
			return next
		}
	}
	return 0
}
