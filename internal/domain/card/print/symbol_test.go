package print

import (
	"testing"

	"pgregory.net/rapid"
)

// plainPenalty is the standard's text, module by module.
func plainPenalty(s *symbol) int {
	total, darkModules := 0, 0
	at := func(turned bool, line, place int) bool {
		if turned {
			return s.dark(line, place)
		}
		return s.dark(place, line)
	}
	for _, turned := range []bool{false, true} {
		for line := range s.side {
			run := 0
			for place := range s.side {
				if place > 0 && at(turned, line, place) == at(turned, line, place-1) {
					run++
				} else {
					run = 1
				}
				if run == 5 {
					total += 3
				} else if run > 5 {
					total++
				}
			}
			for place := range s.side - 10 {
				for _, pattern := range []string{"10111010000", "00001011101"} {
					match := true
					for i := range len(pattern) {
						match = match && at(turned, line, place+i) == (pattern[i] == '1')
					}
					if match {
						total += 40
					}
				}
			}
		}
	}
	for y := range s.side {
		for x := range s.side {
			d := s.dark(x, y)
			if d {
				darkModules++
			}
			if x+1 < s.side && y+1 < s.side && d == s.dark(x+1, y) && d == s.dark(x, y+1) && d == s.dark(x+1, y+1) {
				total += 3
			}
		}
	}
	percent := 100 * float64(darkModules) / float64(s.side*s.side)
	for off := 5.0; off <= max(percent-50, 50-percent); off += 5 {
		total += 10
	}
	return total
}

func TestPenaltyIsTheStandards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := symbol{side: 17 + 4*rapid.IntRange(1, versionMax).Draw(t, "version")}
		density := rapid.SampledFrom([]uint64{0, 1, 2, 3}).Draw(t, "density")
		for y := range s.side {
			row := rapid.Uint64().Draw(t, "row")
			switch density {
			case 0:
				row &= row >> 1 & row >> 2
			case 1:
				row |= row>>1 | row>>2
			case 2:
				row = ^(row & 1) + 1 // all or nothing
			}
			s.rows[y] = row & ones(s.side)
		}
		if got, want := s.penalty(), plainPenalty(&s); got != want {
			t.Fatalf("penalty %d, want %d", got, want)
		}
	})
}

func TestEncodeTakesTheBestMask(t *testing.T) {
	var e encoder
	chosen, err := e.encode(sealedURL(1001))
	if err != nil {
		t.Fatal(err)
	}
	different := 0
	for _, s := range e.stencils {
		if s == nil {
			continue
		}
		for first := range masks {
			for second := range first {
				other := chosen
				for y := range other.side {
					other.rows[y] ^= s.changes[first][y] ^ s.changes[second][y]
				}
				if other != chosen {
					different++
				}
			}
		}
		// One of the eight masks made chosen; taking it off and putting
		// another on gives the seven rivals.
		found := false
		for made := range masks {
			lowest := true
			for mask := range masks {
				other := chosen
				for y := range other.side {
					other.rows[y] ^= s.changes[made][y] ^ s.changes[mask][y]
				}
				lowest = lowest && plainPenalty(&chosen) <= plainPenalty(&other)
			}
			found = found || lowest
		}
		if !found {
			t.Error("another mask has a lower penalty")
		}
	}
	if different != masks*(masks-1)/2 {
		t.Errorf("only %d pairs of masks differ", different)
	}
}

func TestRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := symbol{side: 61}
		s.rows[0] = rapid.Uint64().Draw(t, "row") & ones(s.side)
		var back uint64
		last := -1
		s.runs(0, func(x, length int) {
			if length < 1 || x <= last {
				t.Fatalf("run of %d at %d after %d", length, x, last)
			}
			last = x + length
			back |= ones(length) << x
		})
		if back != s.rows[0] {
			t.Fatalf("runs give %x, want %x", back, s.rows[0])
		}
	})
}
