package ledger

import (
	"math/big"

	"guerdon/internal/base/amount"
)

// billion is the unit of a Total's first part.
const billion = 1_000_000_000

// Total is an exact sum of any number of amounts, in the asset's smallest
// unit: Billions × 10⁹ + Rest. One int64 could not hold the sum of all that
// was ever issued.
type Total struct {
	Billions int64
	Rest     int64
}

// Plus is the sum of both.
func (t Total) Plus(o Total) Total { return Total{t.Billions + o.Billions, t.Rest + o.Rest} }

// Minus is the difference of both.
func (t Total) Minus(o Total) Total { return Total{t.Billions - o.Billions, t.Rest - o.Rest} }

// IsZero reports whether the total is nothing.
func (t Total) IsZero() bool { return t.big().Sign() == 0 }

// Format writes the shortest exact decimal at the asset's scale.
func (t Total) Format(scale int) string {
	n := t.big()
	if n.IsInt64() {
		return amount.Amount(n.Int64()).Format(scale)
	}
	text := n.String() // more than 18 digits
	cut := len(text) - scale
	whole, frac := text[:cut], text[cut:]
	for len(frac) > 0 && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	if frac == "" {
		return whole
	}
	return whole + "." + frac
}

func (t Total) big() *big.Int {
	n := new(big.Int).Mul(big.NewInt(t.Billions), big.NewInt(billion))
	return n.Add(n, big.NewInt(t.Rest))
}

// sumColumns sum an amount's two parts and count its rows. The remainder has
// the sign of the amount, so the division has no remainder of its own.
const sumColumns = "CAST(sum((amount - amount % 1000000000) / 1000000000) AS bigint) AS billions, CAST(sum(amount % 1000000000) AS bigint) AS rest, count(*) AS line_count"
