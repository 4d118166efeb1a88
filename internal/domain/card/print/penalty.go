package print

import "math/bits"

// penalty counts what makes a symbol hard to read, as ISO/IEC 18004 has it:
// long runs, blocks, patterns that look like a finder, and too much of one
// colour.
func (s *symbol) penalty() int {
	turned := s.transpose()
	return s.linePenalty() + turned.linePenalty() + s.blockPenalty() + s.balancePenalty()
}

func (s *symbol) transpose() symbol {
	t := symbol{side: s.side}
	for y := range s.side {
		for row := s.rows[y]; row != 0; row &= row - 1 {
			t.rows[bits.TrailingZeros64(row)] |= 1 << y
		}
	}
	return t
}

// ones is a word whose lowest n bits are set.
func ones(n int) uint64 { return 1<<n - 1 }

// same has bit x set where modules x and x+1 of row y are alike.
func (s *symbol) same(y int) uint64 {
	return ^(s.rows[y] ^ s.rows[y]>>1) & ones(s.side-1)
}

// finders are the two patterns of 11 modules that look like a finder with
// light beside it, first module in the lowest bit.
const (
	finders1 = 0b00001011101
	finders2 = 0b10111010000
)

// linePenalty counts rows: a run of n ≥ 5 costs n-2, a false finder 40.
func (s *symbol) linePenalty() int {
	total := 0
	for y := range s.side {
		e := s.same(y)
		five := e & (e >> 1) & (e >> 2) & (e >> 3)
		starts := five &^ (five << 1)
		total += bits.OnesCount64(five) + 2*bits.OnesCount64(starts)
		total += 40 * (s.matches(y, finders1) + s.matches(y, finders2))
	}
	return total
}

// matches counts the places in row y where the 11 modules are pattern.
func (s *symbol) matches(y int, pattern uint64) int {
	const width = 11
	hit := ones(s.side - width + 1)
	for i := range width {
		hit &= (s.rows[y] >> i) ^ (pattern>>i&1 - 1)
	}
	return bits.OnesCount64(hit)
}

// blockPenalty counts squares of 2×2 alike modules, 3 each.
func (s *symbol) blockPenalty() int {
	total := 0
	for y := range s.side - 1 {
		alike := ^(s.rows[y] ^ s.rows[y+1])
		total += 3 * bits.OnesCount64(s.same(y)&s.same(y+1)&alike)
	}
	return total
}

// balancePenalty is 10 for each full 5 % that dark is away from a half.
func (s *symbol) balancePenalty() int {
	dark, all := 0, s.side*s.side
	for y := range s.side {
		dark += bits.OnesCount64(s.rows[y])
	}
	return max(2*dark-all, all-2*dark) * 10 / all * 10
}
