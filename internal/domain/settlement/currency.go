package settlement

import (
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
)

// Currency is what a settlement is paid in.
type Currency string

// The currencies.
const (
	BNB  Currency = "BNB"
	OG   Currency = "OG"
	USDT Currency = "USDT"
	DST  Currency = "DST"
)

// ErrCurrency is a code that no currency has.
var ErrCurrency = fault.New(fault.Invalid, "settlement.currency_unknown", "The currency must be BNB, OG, USDT or DST.")

// SourceScale is the scale of the amounts that settlements are of, in USDT.
const SourceScale = 6

// Currencies lists the currencies in a fixed order.
func Currencies() []Currency { return []Currency{BNB, OG, USDT, DST} }

// Scale is how many decimal digits this program keeps of a currency. What a
// provider says beyond them is cut off, toward zero.
func (c Currency) Scale() int {
	if c == USDT {
		return SourceScale
	}
	return 8
}

// ParseCurrency checks a code that came from outside. Faults: ErrCurrency.
func ParseCurrency(code string) (Currency, error) {
	for _, c := range Currencies() {
		if string(c) == code {
			return c, nil
		}
	}
	return "", ErrCurrency
}

// Cut reads a decimal in the currency's own unit and cuts off, toward zero,
// what is finer than its scale. Faults: amount.ErrInvalid, amount.ErrOverflow.
func (c Currency) Cut(text string) (amount.Amount, error) { return CutTo(text, c.Scale()) }

// CutTo is Cut to any scale.
func CutTo(text string, scale int) (amount.Amount, error) {
	whole, frac, _ := strings.Cut(text, ".")
	if len(frac) > scale && len(text) <= 80 && strings.Trim(frac, "0123456789") == "" {
		text = whole + "." + frac[:scale]
		if scale == 0 {
			text = whole
		}
	}
	n, err := amount.Parse(text, scale)
	if err == nil && n < 0 {
		err = amount.ErrInvalid
	}
	return n, err
}

// Rate is out for in, as text with the digits that it has at 12 decimals.
func Rate(in amount.Amount, out amount.Amount, c Currency) string {
	if in <= 0 || out < 0 {
		return ""
	}
	// out/10^scale ÷ in/10^6, at 12 decimals.
	shift := int64(1)
	for range rateScale + SourceScale - c.Scale() {
		shift *= 10
	}
	r, err := amount.MulDiv(out, shift, int64(in))
	if err != nil {
		return ""
	}
	return r.Format(rateScale)
}

const rateScale = 12
