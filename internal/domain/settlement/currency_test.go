package settlement_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/settlement"
)

// Amounts from outside are cut off toward zero, and nonsense is refused.
func TestCut(t *testing.T) {
	for text, want := range map[string]string{
		"0.25": "0.25", "1": "1", "0.123456789": "0.12345678", "0.999999999999999999": "0.99999999", "10.00000000000": "10", "0": "0",
		"": "", "-1": "", "-0.000000001": "0", "1e3": "", "1.": "", ".5": "", "1.2.3": "", "0x1": "", "1.12345678x": "", "1 2": "", "1." + strings.Repeat("1", 90): "", strings.Repeat("9", 30): "",
	} {
		got, err := settlement.BNB.Cut(text)
		if (err == nil) != (want != "") || err == nil && got.Format(8) != want {
			t.Errorf("%q: %s %v", text, got.Format(8), err)
		}
	}
}

// Cutting never makes more of an amount, and loses less than one unit.
func TestCutIsTowardZero(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := amount.Amount(rapid.Int64Range(0, 1<<40).Draw(rt, "n")) // at scale 12
		got, err := settlement.CutTo(n.Format(12), 8)
		if err != nil || got*10_000 > n || n-got*10_000 >= 10_000 {
			rt.Fatalf("%s: %s %v", n.Format(12), got.Format(8), err)
		}
	})
}

// FuzzCut: any text is an amount of at least zero, or refused.
func FuzzCut(f *testing.F) {
	for _, s := range []string{"0.25", "-1", "1e9", "0.123456789012", "\x00", "١"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := settlement.BNB.Cut(s); err == nil && n < 0 {
			t.Errorf("%q is %d", s, n)
		}
	})
}

func TestRate(t *testing.T) {
	for _, c := range []struct {
		in, out  amount.Amount
		currency settlement.Currency
		want     string
	}{
		{500_000_000, 25_000_000, settlement.BNB, "0.0005"},
		{3_000_000, 100_000_000, settlement.OG, "0.333333333333"},
		{1_000_000, 1_000_000, settlement.USDT, "1"},
		{0, 1, settlement.BNB, ""},
	} {
		if got := settlement.Rate(c.in, c.out, c.currency); got != c.want {
			t.Errorf("%d for %d %s: %s, want %s", c.out, c.in, c.currency, got, c.want)
		}
	}
}
