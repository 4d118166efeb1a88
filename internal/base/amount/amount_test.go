package amount_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text  string
		scale int
		want  amount.Amount
		err   error
	}{
		{"0", 0, 0, nil}, {"12", 0, 12, nil}, {"12.5", 6, 12_500_000, nil}, {"-3", 2, -300, nil}, {"10.00", 0, 10, nil},
		{"0.000001", 6, 1, nil}, {"00012", 0, 12, nil}, {"0.1", 1, 1, nil},
		{"", 0, 0, amount.ErrInvalid}, {"-", 0, 0, amount.ErrInvalid}, {".5", 2, 0, amount.ErrInvalid}, {"5.", 2, 0, amount.ErrInvalid},
		{"1e3", 0, 0, amount.ErrInvalid}, {"+1", 0, 0, amount.ErrInvalid}, {" 1", 0, 0, amount.ErrInvalid}, {"1,000", 0, 0, amount.ErrInvalid},
		{"0.1", 0, 0, amount.ErrInvalid}, {"1.0000001", 6, 0, amount.ErrInvalid}, {"NaN", 2, 0, amount.ErrInvalid}, {"１", 0, 0, amount.ErrInvalid},
		{"1152921504606846976", 0, amount.Max, nil}, {"1152921504606846977", 0, 0, amount.ErrOverflow},
		{"99999999999999999999", 0, 0, amount.ErrOverflow}, {"9223372036854775808", 6, 0, amount.ErrOverflow},
	} {
		got, err := amount.Parse(c.text, c.scale)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("Parse(%q, %d) = %d, %v; want %d, %v", c.text, c.scale, got, err, c.want, c.err)
		}
	}
}

func TestFormatIsShortest(t *testing.T) {
	for _, c := range []struct {
		a     amount.Amount
		scale int
		want  string
	}{
		{0, 6, "0"}, {12_500_000, 6, "12.5"}, {-300, 2, "-3"}, {1, 9, "0.000000001"}, {20_000_000, 9, "0.02"}, {7, 0, "7"},
		{math.MinInt64, 0, "-9223372036854775808"},
	} {
		if got := c.a.Format(c.scale); got != c.want {
			t.Errorf("%d at scale %d is %q, want %q", c.a, c.scale, got, c.want)
		}
	}
}

func TestParseReadsWhatFormatWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := amount.Amount(rapid.Int64Range(-int64(amount.Max), int64(amount.Max)).Draw(t, "amount"))
		scale := rapid.IntRange(0, amount.ScaleMax).Draw(t, "scale")
		if got, err := amount.Parse(a.Format(scale), scale); err != nil || got != a {
			t.Fatalf("%d → %q → %d, %v", a, a.Format(scale), got, err)
		}
	})
}

func TestArithmeticIsExactOrRefused(t *testing.T) {
	inRange := func(n *big.Int) bool { return n.IsInt64() }
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		sum := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		if got, err := amount.Add(amount.Amount(a), amount.Amount(b)); (err == nil) != inRange(sum) || (err == nil && int64(got) != sum.Int64()) {
			t.Fatalf("%d + %d = %d, %v", a, b, got, err)
		}
		difference := new(big.Int).Sub(big.NewInt(a), big.NewInt(b))
		if got, err := amount.Sub(amount.Amount(a), amount.Amount(b)); (err == nil) != inRange(difference) || (err == nil && int64(got) != difference.Int64()) {
			t.Fatalf("%d - %d = %d, %v", a, b, got, err)
		}
	})
}

func TestMulDivIsExactOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(0, int64(amount.Max)).Draw(t, "a")
		num := rapid.Int64Range(0, math.MaxInt64).Draw(t, "num")
		den := rapid.Int64Range(1, math.MaxInt64).Draw(t, "den")
		want := new(big.Int).Div(new(big.Int).Mul(big.NewInt(a), big.NewInt(num)), big.NewInt(den))
		fits := want.Cmp(big.NewInt(int64(amount.Max))) <= 0
		if got, err := amount.MulDiv(amount.Amount(a), num, den); (err == nil) != fits || (fits && int64(got) != want.Int64()) {
			t.Fatalf("%d × %d / %d = %d, %v; want %s", a, num, den, got, err, want)
		}
		if got, err := amount.Mul(amount.Amount(a), num); err == nil && new(big.Int).Mul(big.NewInt(a), big.NewInt(num)).Int64() != int64(got) {
			t.Fatalf("%d × %d = %d", a, num, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"0", "12.5", "-3", "1e9", "0.1", "9999999999999999999999"} {
		f.Add(seed, 6)
	}
	f.Fuzz(func(t *testing.T, text string, scale int) {
		if scale < 0 || scale > amount.ScaleMax {
			return
		}
		a, err := amount.Parse(text, scale)
		if err != nil {
			return
		}
		if back, err := amount.Parse(a.Format(scale), scale); err != nil || back != a {
			t.Fatalf("%q → %d → %d, %v", text, a, back, err)
		}
	})
}
