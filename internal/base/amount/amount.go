// Package amount does exact arithmetic on money-like values.
//
// An amount is an int64 count of an asset's smallest unit; the asset's scale
// says how many decimal digits that is (USDT has scale 6: 1.5 USDT is
// 1500000). Nothing here, and nothing that uses it, goes through a float.
package amount

import (
	"math/bits"
	"strconv"
	"strings"

	"guerdon/internal/base/fault"
)

// Faults of parsing and arithmetic.
var (
	ErrInvalid  = fault.New(fault.Invalid, "amount.invalid", "The amount is not a decimal number with few enough digits.")
	ErrOverflow = fault.New(fault.Invalid, "amount.overflow", "The amount is too large.")
)

// Amount is a count of an asset's smallest unit.
type Amount int64

// ScaleMax is the most decimal digits an asset may have.
const ScaleMax = 12

// Max bounds every single amount, so that sums of a few never overflow.
const Max Amount = 1 << 60

// Add is a+b, or ErrOverflow.
func Add(a, b Amount) (Amount, error) {
	c := a + b
	if (c > a) != (b > 0) {
		return 0, ErrOverflow
	}
	return c, nil
}

// Sub is a-b, or ErrOverflow.
func Sub(a, b Amount) (Amount, error) {
	c := a - b
	if (c < a) != (b > 0) {
		return 0, ErrOverflow
	}
	return c, nil
}

// Mul is a×n for a ≥ 0 and n ≥ 0, or ErrOverflow.
func Mul(a Amount, n int64) (Amount, error) {
	if a < 0 || n < 0 {
		return 0, ErrInvalid
	}
	hi, lo := bits.Mul64(uint64(a), uint64(n))
	if hi != 0 || lo > uint64(Max) {
		return 0, ErrOverflow
	}
	return Amount(lo), nil
}

// MulDiv is a×num/den truncated toward zero, without an intermediate
// overflow, for a, num ≥ 0 and den > 0.
func MulDiv(a Amount, num, den int64) (Amount, error) {
	if a < 0 || num < 0 || den <= 0 {
		return 0, ErrInvalid
	}
	hi, lo := bits.Mul64(uint64(a), uint64(num))
	if hi >= uint64(den) {
		return 0, ErrOverflow
	}
	q, _ := bits.Div64(hi, lo, uint64(den))
	if q > uint64(Max) {
		return 0, ErrOverflow
	}
	return Amount(q), nil
}

// Parse reads a decimal like "12.5" or "-3" at the given scale. It refuses
// exponents, spaces, leading plus signs and digits finer than the scale
// (trailing zeros beyond it are allowed: "10.00" at scale 0 is 10).
func Parse(s string, scale int) (Amount, error) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, frac, dotted := strings.Cut(digits, ".")
	if whole == "" || (dotted && frac == "") || len(s) > 40 {
		return 0, ErrInvalid
	}
	if len(frac) > scale {
		if strings.Trim(frac[scale:], "0") != "" {
			return 0, ErrInvalid
		}
		frac = frac[:scale]
	}
	var v uint64
	for _, c := range []byte(whole + frac + strings.Repeat("0", scale-len(frac))) {
		if c < '0' || c > '9' {
			return 0, ErrInvalid
		}
		if v > uint64(Max) {
			return 0, ErrOverflow
		}
		v = v*10 + uint64(c-'0')
	}
	if v > uint64(Max) {
		return 0, ErrOverflow
	}
	if negative {
		return -Amount(v), nil
	}
	return Amount(v), nil
}

// Format writes the shortest exact decimal: "12.5", "-3", "0".
func (a Amount) Format(scale int) string {
	u := uint64(a)
	sign := ""
	if a < 0 {
		u, sign = -u, "-"
	}
	s := strconv.FormatUint(u, 10)
	if scale == 0 {
		return sign + s
	}
	if len(s) <= scale {
		s = strings.Repeat("0", scale-len(s)+1) + s
	}
	whole, frac := s[:len(s)-scale], strings.TrimRight(s[len(s)-scale:], "0")
	if frac == "" {
		return sign + whole
	}
	return sign + whole + "." + frac
}
