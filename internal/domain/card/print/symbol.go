package print

import (
	"math/bits"

	"rsc.io/qr/coding"
)

// Versions 1 to 11 have at most 61 modules a side, so that a row is a word.
const (
	versionMax = 11
	sideMax    = 17 + 4*versionMax
	contentMax = 250
	masks      = 8
)

// symbol is a QR symbol without its quiet zone. Bit x of rows[y] is set where
// the module is dark.
type symbol struct {
	side int
	rows [sideMax]uint64
}

// stencil is what all symbols of one version share: the plan of mask 0, and
// what each other mask changes about it.
type stencil struct {
	plan    *coding.Plan
	changes [masks][sideMax]uint64
}

// encoder makes QR symbols at error level M. It keeps stencils between calls
// and is not safe for concurrent use. rsc.io/qr does the coding but leaves the
// choice of the mask to us; on rows of bits that takes microseconds, where
// libraries that try masks module by module need milliseconds a symbol.
type encoder struct {
	stencils [versionMax + 1]*stencil
}

// encode is the symbol of content with the mask that is easiest to read.
// Fault: ErrContent.
func (e *encoder) encode(content string) (symbol, error) {
	text := coding.String(content)
	version := coding.Version(1)
	for version <= versionMax && text.Bits(version) > version.DataBytes(coding.M)*8 {
		version++
	}
	if version > versionMax || content == "" || len(content) > contentMax {
		return symbol{}, ErrContent
	}
	s, err := e.stencil(version)
	if err != nil {
		return symbol{}, err
	}
	drawn, err := s.plan.Encode(text)
	if err != nil {
		return symbol{}, err
	}
	return s.best(rowsOf(drawn)), nil
}

func (e *encoder) stencil(v coding.Version) (*stencil, error) {
	if e.stencils[v] != nil {
		return e.stencils[v], nil
	}
	s := &stencil{}
	var base [sideMax]uint64
	for mask := range coding.Mask(masks) {
		plan, err := coding.NewPlan(v, coding.M, mask)
		if err != nil {
			return nil, err
		}
		if mask == 0 {
			s.plan, base = plan, darkRows(plan)
		}
		for y, row := range darkRows(plan) {
			s.changes[mask][y] = row ^ base[y]
		}
	}
	e.stencils[v] = s
	return s, nil
}

// best applies each mask to a symbol of mask 0 and keeps the one with the
// lowest penalty.
func (s *stencil) best(base symbol) symbol {
	chosen, lowest := base, base.penalty()
	for mask := 1; mask < masks; mask++ {
		other := base
		for y := range other.side {
			other.rows[y] ^= s.changes[mask][y]
		}
		if p := other.penalty(); p < lowest {
			chosen, lowest = other, p
		}
	}
	return chosen
}

// darkRows are the modules that a plan draws dark before it knows the content;
// every bit of the content that is 1 turns one of them over.
func darkRows(p *coding.Plan) (rows [sideMax]uint64) {
	for y, line := range p.Pixel {
		for x, pixel := range line {
			if pixel&coding.Black != 0 {
				rows[y] |= 1 << x
			}
		}
	}
	return rows
}

func rowsOf(c *coding.Code) symbol {
	s := symbol{side: c.Size}
	for y := range c.Size {
		for x := range c.Size {
			b := c.Bitmap[y*c.Stride+x/8] >> (7 - x%8) & 1
			s.rows[y] |= uint64(b) << x
		}
	}
	return s
}

// dark reports whether the module in column x of row y is dark.
func (s *symbol) dark(x, y int) bool { return s.rows[y]>>x&1 == 1 }

// runs calls yield for every run of dark modules of row y, from the left.
func (s *symbol) runs(y int, yield func(x, length int)) {
	for row, x := s.rows[y], 0; row != 0; {
		gap := bits.TrailingZeros64(row)
		length := bits.TrailingZeros64(^(row >> gap))
		yield(x+gap, length)
		x += gap + length
		row >>= gap + length
	}
}
